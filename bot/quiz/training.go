package quiz

// Training is what the training rests on, as it was at one moment: the bank of questions, what was given out, what the classes
// do, and what was asked of trainers.
type Training struct {
	Bank    *Bank
	Pushes  *Pushes
	Courses *Courses
	Entries *Entries
}
