package statistics

import (
	"cmp"
	"math"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// Question is what the answers to one wording of a question say of it.
type Question struct {
	Item
	// Officers is how many it was put to, Answered how many of these chose something.
	Officers, Answered int
	// Facility is the mean score, 0 to 1: the higher, the easier.
	Facility float64
	// Biserial is the correlation between the score in this question and in all the others put to the same officer (for
	// questions that are right or wrong, the point-biserial correlation with the rest of the test): -1 to 1, the higher
	// the better it tells those who know from those who do not. The question itself is left out of the rest, else it
	// would correlate with itself. It is not known when everybody scored the same, in the question or in the rest.
	Biserial Number
	// Extremes is the facility among the best 27 % of officers less that among the weakest 27 % (Kelley 1939), by their
	// shares of the whole. Officers who tie at the border fill the seats left in equal parts. It is not known below four
	// officers, or when all did equally well in the whole.
	Extremes Number
	// Choices counts how many chose each option, in the author's order; Best is the same among the best 27 %, where those
	// who tie at the border count in part. Both are empty when the question is not known to the caller.
	Choices []int
	Best    []float64
	// Doubts are why it is dubious, the gravest first; none when it is not, or when too few answered it to say.
	Doubts []Doubt
}

// Dubious reports whether a person should look at the question before it is asked again.
func (q *Question) Dubious() bool { return len(q.Doubts) > 0 }

// Doubt is why a question is dubious.
type Doubt string

// The doubts, the gravest first. Reversed: those who know the rest do worse here (Biserial below -0.05); the key may be
// wrong. Misled: among the best 27 % a wrong option is chosen more than the right one (the least chosen of several right
// ones). Guessed: fewer are right than would be by chance alone. Flat: it is neither hard nor easy (Facility 0.2 to 0.8),
// and yet tells nobody apart (Biserial below 0.1, Extremes below 0.2).
const (
	Reversed Doubt = "reversed"
	Misled   Doubt = "misled"
	Guessed  Doubt = "guessed"
	Flat     Doubt = "flat"
)

// doubtTexts are read by trainers.
var doubtTexts = map[Doubt]string{
	Reversed: "Người làm tốt các câu khác lại hay sai câu này: cần kiểm tra lại đáp án.",
	Misled:   "Trong nhóm làm bài tốt nhất, một phương án sai được chọn nhiều hơn đáp án: cần xem lại phương án đó và cách hỏi.",
	Guessed:  "Tỷ lệ trả lời đúng thấp hơn mức chọn ngẫu nhiên: cần kiểm tra lại đáp án hoặc câu hỏi có chỗ gây nhầm lẫn.",
	Flat:     "Câu hỏi không phân biệt được người nắm vững và người chưa nắm vững: cần xem lại cách hỏi.",
}

// Text says the doubt to a trainer, a Vietnamese sentence; "" for what is none.
func (d Doubt) Text() string { return doubtTexts[d] }

// enough is how many officers must have answered before a question can be dubious: with fewer, a correlation below zero
// is chance more often than not.
const enough = 20

// The borders of the doubts: above those that chance alone crosses often at 20 answers, at what handbooks of testing
// call poor.
const (
	reversedBelow              = -0.05
	flatBiserial, flatExtremes = 0.1, 0.2
	hardFacility, easyFacility = 0.2, 0.8
	upperShare                 = 0.27
	leastForExtremes           = 4
	negligible                 = 1e-12 // what rounding leaves of a variance of nothing
	lessThanChance             = 1e-9
)

// Questions is what the answers say of each question in them, in the order of their IDs and versions. asked gives the
// wordings; of one that is missing there, choices are not counted, and doubts that need them are not raised.
func Questions(answers []Answer, asked map[Item]quiz.Question) []Question {
	answers = counted(answers)
	whole := map[officer.ID]share{}
	for _, s := range shares(answers) {
		whole[s.who] = s
	}
	at := map[Item]int{}
	var items []Item
	var per [][]Answer
	for _, a := range answers {
		i, ok := at[a.item()]
		if !ok {
			i = len(items)
			at[a.item()] = i
			items, per = append(items, a.item()), append(per, nil)
		}
		per[i] = append(per[i], a)
	}
	out := make([]Question, len(items))
	for i, item := range items {
		q, ok := asked[item]
		out[i] = question(item, per[i], whole)
		if ok {
			out[i].choices(per[i], whole, len(q.Options))
		}
		if out[i].Answered >= enough {
			out[i].doubt(q.Options)
		}
	}
	slices.SortFunc(out, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.Question, b.Question), cmp.Compare(a.Version, b.Version))
	})
	return out
}

func question(item Item, answers []Answer, whole map[officer.ID]share) Question {
	q := Question{Item: item, Officers: len(answers)}
	var score, here, rest []float64
	for _, a := range answers {
		if len(a.Chosen) > 0 || a.Score > 0 {
			q.Answered++
		}
		score = append(score, a.Score)
		if w := whole[a.Who]; w.of > 1 {
			here, rest = append(here, a.Score), append(rest, (w.scored-a.Score)/float64(w.of-1))
		}
	}
	q.Facility = mean(score)
	q.Biserial = correlation(here, rest)
	if upper, lower, ok := extremes(answers, whole); ok {
		q.Extremes = number(weighed(answers, upper) - weighed(answers, lower))
	}
	return q
}

// correlation is Pearson's, which is the point-biserial one when x is 0 or 1.
func correlation(x, y []float64) Number {
	if len(x) < 2 {
		return Number{}
	}
	mx, my := mean(x), mean(y)
	var xx, yy, xy float64
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	if xx < negligible || yy < negligible {
		return Number{}
	}
	return number(min(max(xy/math.Sqrt(xx*yy), -1), 1))
}

// extremes says how much each answer counts among the best and among the weakest 27 %, and false when there are none.
func extremes(answers []Answer, whole map[officer.ID]share) (upper, lower []float64, ok bool) {
	if len(answers) < leastForExtremes {
		return nil, nil, false
	}
	results := make([]float64, len(answers))
	for i, a := range answers {
		results[i] = whole[a.Who].value()
	}
	if slices.Max(results)-slices.Min(results) < negligible {
		return nil, nil, false
	}
	seats := math.Round(upperShare * float64(len(answers)))
	upper = seated(results, seats)
	for i := range results {
		results[i] = -results[i]
	}
	return upper, seated(results, seats), true
}

// seated gives the seats to the highest results; those who tie for the last ones share them. The weights sum to seats.
func seated(results []float64, seats float64) []float64 {
	sorted := slices.Sorted(slices.Values(results))
	border := sorted[len(sorted)-int(seats)]
	above, level := 0.0, 0.0
	for _, r := range results {
		switch {
		case same(r, border):
			level++
		case r > border:
			above++
		}
	}
	out := make([]float64, len(results))
	for i, r := range results {
		switch {
		case same(r, border):
			out[i] = (seats - above) / level
		case r > border:
			out[i] = 1
		}
	}
	return out
}

// same reports whether two shares are equal but for rounding.
func same(a, b float64) bool { return math.Abs(a-b) < negligible }

// weighed is the mean score by weights.
func weighed(answers []Answer, weights []float64) float64 {
	sum, of := 0.0, 0.0
	for i, a := range answers {
		sum += weights[i] * a.Score
		of += weights[i]
	}
	return sum / of
}

// choices counts the options chosen; places that the question does not have are left out.
func (q *Question) choices(answers []Answer, whole map[officer.ID]share, options int) {
	q.Choices = make([]int, options)
	upper, _, ok := extremes(answers, whole)
	if ok {
		q.Best = make([]float64, options)
	}
	for i, a := range answers {
		for _, c := range a.Chosen {
			if c < 0 || c >= options {
				continue
			}
			q.Choices[c]++
			if ok {
				q.Best[c] += upper[i]
			}
		}
	}
}

func (q *Question) doubt(options []quiz.Option) {
	if q.Biserial.Known && q.Biserial.Value < reversedBelow {
		q.Doubts = append(q.Doubts, Reversed)
	}
	if misled(q.Best, options) {
		q.Doubts = append(q.Doubts, Misled)
	}
	if q.Facility < byChance(options)-lessThanChance {
		q.Doubts = append(q.Doubts, Guessed)
	}
	middling := q.Facility >= hardFacility && q.Facility <= easyFacility
	flat := q.Biserial.Known && q.Biserial.Value < flatBiserial && q.Extremes.Known && q.Extremes.Value < flatExtremes
	if middling && flat {
		q.Doubts = append(q.Doubts, Flat)
	}
}

func misled(best []float64, options []quiz.Option) bool {
	if len(best) != len(options) {
		return false
	}
	right, wrong := math.Inf(1), 0.0
	for i, o := range options {
		if o.Right {
			right = min(right, best[i])
		} else {
			wrong = max(wrong, best[i])
		}
	}
	return wrong > right+negligible
}

// byChance is the chance of choosing right at random: one of the options, or, of several right ones, that set of them; 0
// when the options are not known or there is nothing to choose.
func byChance(options []quiz.Option) float64 {
	right := 0
	for _, o := range options {
		if o.Right {
			right++
		}
	}
	switch {
	case right == 0 || len(options) < 2:
		return 0
	case right == 1:
		return 1 / float64(len(options))
	}
	return 1 / (math.Exp2(float64(len(options))) - 1)
}
