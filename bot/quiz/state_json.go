package quiz

import "encoding/json"

// A question's id is that of its record in the bank and not part of its value; within a push it stands beside the pool.

// plainPush is a Push without its own way to JSON.
type plainPush Push

type pushRecord struct {
	*plainPush
	// IDs are those of the pool, by place.
	IDs []ID `json:"ids,omitempty"`
}

// MarshalJSON writes the push as its record holds it.
func (p *Push) MarshalJSON() ([]byte, error) {
	r := pushRecord{plainPush: (*plainPush)(p)}
	for i := range p.Pool {
		r.IDs = append(r.IDs, p.Pool[i].ID)
	}
	return json.Marshal(r)
}

// UnmarshalJSON reads what MarshalJSON writes. A question beyond the ids keeps none.
func (p *Push) UnmarshalJSON(raw []byte) error {
	var next Push
	r := pushRecord{plainPush: (*plainPush)(&next)}
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	for i := range next.Pool {
		if i < len(r.IDs) {
			next.Pool[i].ID = r.IDs[i]
		}
	}
	next.ID, next.Record = p.ID, p.Record
	*p = next
	return nil
}
