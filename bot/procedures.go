package bot

import (
	"context"
	"fmt"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/procedure"
)

// procedures are the procedures and limits as a unit sees them: its own confirmed ones, those of the units above, and the
// general ones.
func (c *Conversation) procedures(ctx context.Context, in input, unit officer.UnitID) (*procedure.Set, error) {
	owns, err := c.ownProcedures(ctx)
	if err != nil {
		return nil, err
	}
	var path []string
	for _, u := range in.Roster.Path(unit) {
		path = append(path, string(u.ID))
	}
	return c.cfg.Procedures.With(owns).Within(path), nil
}

// ownProcedures are all that units entered, confirmed or not, by their ids.
func (c *Conversation) ownProcedures(ctx context.Context) ([]procedure.Own, error) {
	records, err := c.cfg.Records.All(ctx, queue.TableProcedure)
	if err != nil {
		return nil, fmt.Errorf("read the procedures of units: %w", err)
	}
	var owns []procedure.Own
	for _, r := range records {
		own, err := procedure.DecodeOwn(r.ID, r.Version, r.Value)
		if err != nil {
			return nil, err
		}
		owns = append(owns, own)
	}
	return owns, nil
}
