package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// What an officer chose for themselves is one record with a part for each subject: "columns" are the columns of their own
// sheets, "reminders" hours and days, "feed" the calendar feed. Whoever changes one part writes the others back as they were.

// habit returns the parts of an officer's record by name, and its version for habitChange. Without a record the map is empty
// and the version 0. The map is the caller's own.
func (c *Conversation) habit(ctx context.Context, o officer.ID) (map[string]json.RawMessage, int64, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableHabit, string(o))
	if err != nil {
		return nil, 0, fmt.Errorf("read what an officer chose: %w", err)
	}
	all := map[string]json.RawMessage{}
	if r.Version == 0 {
		return all, 0, nil
	}
	if err := json.Unmarshal(r.Value, &all); err != nil {
		return nil, 0, fmt.Errorf("read what an officer chose: %w", err)
	}
	return all, r.Version, nil
}

// habitChange writes all parts of an officer's record. It applies only while the record has the version: of two who change
// it at once the later one meets queue.ErrConflict and decides anew.
func habitChange(o officer.ID, version int64, all map[string]json.RawMessage) (queue.Change, error) {
	value, err := json.Marshal(all)
	if err != nil {
		return queue.Change{}, fmt.Errorf("write what an officer chose: %w", err)
	}
	return queue.Change{Table: queue.TableHabit, ID: string(o), Was: version, Value: value}, nil
}
