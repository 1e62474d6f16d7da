package main

import (
	"slices"
	"sync"
	"time"

	"camnang/bot/officer"
)

// turned is a clock that is turned by hand.
type turned struct {
	mu sync.Mutex
	at time.Time
}

func (c *turned) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// to turns the clock on to a moment; never back.
func (c *turned) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// alarm is when an officer is to be looked at.
type alarm struct {
	at  time.Time
	who officer.ID
}

// alarms are in the order of their moments.
type alarms []alarm

func (a *alarms) add(at time.Time, who officer.ID) {
	place, _ := slices.BinarySearchFunc(*a, at, func(one alarm, at time.Time) int { return one.at.Compare(at) })
	*a = slices.Insert(*a, place, alarm{at, who})
}

// due takes off those that are due.
func (a *alarms) due(now time.Time) (who []officer.ID) {
	for len(*a) > 0 && !(*a)[0].at.After(now) {
		who = append(who, (*a)[0].who)
		*a = (*a)[1:]
	}
	return who
}
