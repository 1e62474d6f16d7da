package fsrs

import "fmt"

// Params is how the model is set.
type Params struct {
	// Weights are w0 to w20 of FSRS-6.
	Weights [21]float64
	// Retention is the chance to know the answer at which a question comes back.
	Retention float64
	// Longest is the longest interval in days.
	Longest int
	// Learning and Relearning are how many steps a question takes within the day of its first answer, and of an answer
	// that was wrong later, before it is put off to another day; 0: it never comes twice a day by itself.
	Learning, Relearning int
}

// Reference is FSRS-6 as published: the default weights, fitted by its authors on the reviews of some ten thousand
// learners, a retention of 90 %, two steps on the first day and one after an answer that was wrong.
func Reference() Params {
	return Params{
		Weights: [21]float64{
			0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
			1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
		},
		Retention: 0.9, Longest: 36500, Learning: 2, Relearning: 1,
	}
}

// Default is the reference for officers who answer one set a day: no question twice a day, and none away for longer than
// half a year, since clauses change.
func Default() Params {
	p := Reference()
	p.Learning, p.Relearning, p.Longest = 0, 0, 182
	return p
}

// bounds are those that py-fsrs holds each weight to.
var bounds = [21][2]float64{
	{0.001, 100},
	{0.001, 100},
	{0.001, 100},
	{0.001, 100},
	{1, 10},
	{0.001, 4},
	{0.001, 4},
	{0.001, 0.75},
	{0, 4.5},
	{0, 0.8},
	{0.001, 3.5},
	{0.001, 5},
	{0.001, 0.25},
	{0.001, 0.9},
	{0, 4},
	{0, 1},
	{1, 6},
	{0, 2},
	{0, 2},
	{0, 0.8},
	{0.1, 0.8},
}

// Check says what is wrong with the parameters: a weight outside the bounds of the model, a retention that is not between
// 0 and 1, intervals shorter than a day, less than no steps.
func (p Params) Check() error {
	for i, w := range p.Weights {
		if !(bounds[i][0] <= w && w <= bounds[i][1]) {
			return fmt.Errorf("weight %d is %v, not between %v and %v", i, w, bounds[i][0], bounds[i][1])
		}
	}
	switch {
	case !(0 < p.Retention && p.Retention < 1):
		return fmt.Errorf("the retention is %v, not between 0 and 1", p.Retention)
	case p.Longest < 1:
		return fmt.Errorf("the longest interval is %d days, less than one", p.Longest)
	case p.Learning < 0 || p.Relearning < 0:
		return fmt.Errorf("%d and %d steps, less than none", p.Learning, p.Relearning)
	}
	return nil
}
