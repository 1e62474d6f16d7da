package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
)

// arrival is a message that Telegram took, as it was put into the outbox.
type arrival struct {
	message queue.Message
	at      time.Time
}

// arrivals are what Telegram took, in its order. Which message a reminder is, its text tells: no officer gets one twice.
// What nobody put is unknown.
func (r *morning) arrivals() (all []arrival, unknown int) {
	type said struct {
		chat int64
		text string
	}
	byText, replies := map[said]queue.Message{}, map[int64]queue.Priority{}
	for id, m := range r.put {
		byText[said{m.Chat, strings.TrimSpace(r.rendered[id])}] = m
	}
	for i, person := range r.stage.people[r.officers:] {
		replies[person] = queue.Broadcast
		if i < r.curious {
			replies[person] = queue.Conversation
		}
	}
	for _, send := range r.stage.Sends() {
		if p, ok := replies[send.Chat]; ok {
			all = append(all, arrival{queue.Message{Chat: send.Chat, Priority: p}, send.At})
			continue
		}
		text := ""
		for _, m := range r.stage.Messages(send.Chat) {
			if m.ID == send.Message {
				text = strings.TrimSpace(m.Text)
			}
		}
		m, ok := byText[said{send.Chat, text}]
		if !ok {
			unknown++
			continue
		}
		all = append(all, arrival{m, send.At})
	}
	return all, unknown
}

// judge compares what Telegram received with what was due, with the order of the priorities and with its own limit: the
// n-th message of all can be there n thirtieths of a second after the moment, and what a message is later than that is
// not the limit's. The replies were put when so many messages had been sent before; until then what was in the outbox went,
// whatever came into it later. Four senders work at once, so messages taken one after the other may change places.
func (r *morning) judge(s *setting, due time.Time, before int) error {
	const perSecond = 30
	all, unknown := r.arrivals()
	wants, got := r.wants(), map[awaited]int{}
	wrong, others := 0, map[int64]int{}
	for _, a := range all {
		if a.message.ID == "" {
			others[a.message.Chat]++
			continue
		}
		bad, err := r.check(a.message, wants, got)
		if err != nil {
			return err
		}
		wrong += bad
	}
	missing, twice := r.curious+r.far-len(others), 0
	for want := range wants {
		if got[want] == 0 {
			missing++
		}
		twice += max(0, got[want]-1)
	}
	for _, n := range others {
		twice += n - 1
	}
	var late []time.Duration
	for n, a := range all {
		if a.message.ID != "" {
			late = append(late, max(0, a.at.Sub(due)-time.Duration(n)*time.Second/perSecond))
		}
	}
	slices.Sort(late)
	s.report.plain(r.name+".due", float64(r.due()), "deadlines")
	s.report.plain(r.name+".asked", float64(len(wants)), "reminders")
	s.report.plain(r.name+".messages", float64(len(r.put)), "messages")
	s.report.ceiling(r.name+".not-sent", float64(missing), "reminders", 0)
	s.report.ceiling(r.name+".sent-twice", float64(twice), "reminders", 0)
	s.report.ceiling(r.name+".unasked", float64(unknown+wrong), "reminders", 0)
	s.report.ceiling(r.name+".out-of-order", float64(disorder(all, before, r.curious)), "messages", 0)
	if len(late) == 0 {
		return fmt.Errorf("nothing was sent")
	}
	s.report.within(r.name+".late-p99", late[len(late)*99/100].Seconds()*1000, "ms", 1000)
	s.report.ceiling(r.name+".refused", float64(len(r.stage.Refusals())), "calls", 0)
	return nil
}

// check counts the reminders that a message carries. wrong are those that nobody asked for, that wait among others although
// they are legal, or before them although they are not, and the steps that the text does not name.
func (r *morning) check(m queue.Message, wants map[awaited]bool, got map[awaited]int) (wrong int, err error) {
	var reply bot.Reply
	if err := json.Unmarshal(m.Body, &reply); err != nil {
		return 0, err
	}
	var body reminded
	if err := json.Unmarshal(reply.Body, &body); err != nil {
		return 0, err
	}
	named := 0
	for _, item := range body.Items {
		one := awaited{body.Officer, item.ID}
		legal, asked := wants[one]
		if got[one]++; !asked || legal != (m.Priority == queue.Reminder) {
			wrong++
		}
		p, _, _, _, _ := reminder.ReadOccurrence(item.ID)
		number, err := strconv.Atoi(strings.TrimPrefix(string(p), "k"))
		if err == nil && strings.Contains(r.rendered[m.ID], plan.Code(number)) {
			named++
		}
	}
	return wrong + max(0, min(len(body.Items), spelled)-named), nil
}

// disorder counts the messages that were sent before others of a higher priority which were in the outbox by then: replies
// that others went before, and broadcasts before the last of the others.
func disorder(all []arrival, before, replies int) (n int) {
	last := 0
	for i, a := range all {
		if a.message.Priority != queue.Broadcast {
			last = i
		}
	}
	for i, a := range all {
		switch a.message.Priority {
		case queue.Conversation:
			if i >= before+replies+2*senders {
				n++
			}
		case queue.Broadcast:
			if i >= before+2*senders && i < last-senders {
				n++
			}
		}
	}
	return n
}
