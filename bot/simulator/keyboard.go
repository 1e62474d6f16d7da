package simulator

import (
	"encoding/json"
	"slices"
)

// Buttons (Bot API, InlineKeyboardButton): callback_data is counted in bytes, copy_text in characters.
const (
	maxCallbackData = 64
	maxCopyText     = 256
	maxButtons      = 100
)

// Button is one button under a message: one of Data, Copy and URL is set.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	Copy string `json:"copy,omitempty"`
	URL  string `json:"url,omitempty"`
}

func (b Button) wire() map[string]any {
	m := map[string]any{"text": b.Text}
	switch {
	case b.URL != "":
		m["url"] = b.URL
	case b.Data != "":
		m["callback_data"] = b.Data
	default:
		m["copy_text"] = map[string]any{"text": b.Copy}
	}
	return m
}

// keyboard reads reply_markup. A reply keyboard, its removal and a forced reply are accepted and give no
// buttons. The error is a refusal.
func keyboard(markup string) ([][]Button, error) {
	if markup == "" {
		return nil, nil
	}
	var value any
	if json.Unmarshal([]byte(markup), &value) != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	if value == nil {
		return nil, nil
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, bad("object expected as reply markup")
	}
	given, present := fields["inline_keyboard"]
	if !present {
		return nil, nil
	}
	rows, ok := given.([]any)
	if !ok {
		return nil, bad("field \"inline_keyboard\" must be of type Array")
	}
	var out [][]Button
	total := 0
	for _, r := range rows {
		row, ok := r.([]any)
		if !ok {
			return nil, bad("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
		}
		var buttons []Button
		for _, v := range row {
			b, err := inlineButton(v)
			if err != nil {
				return nil, err
			}
			buttons = append(buttons, b)
		}
		total += len(buttons)
		if len(buttons) > 0 {
			out = append(out, buttons)
		}
	}
	if total > maxButtons {
		return nil, bad("reply markup is too long")
	}
	return out, nil
}

func inlineButton(v any) (Button, error) {
	fields, ok := v.(map[string]any)
	if !ok {
		return Button{}, bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	if fields["text"] == nil {
		return Button{}, bad("can't parse inline keyboard button: Can't find field \"text\"")
	}
	text, ok := fields["text"].(string)
	if !ok {
		return Button{}, bad("can't parse inline keyboard button: Field \"text\" must be of type String")
	}
	b := Button{Text: text}
	if blank(text) {
		return Button{}, bad("BUTTON_TEXT_INVALID")
	}
	if address, _ := fields["url"].(string); address != "" {
		full, problem := webAddress(address)
		if problem != "" {
			return Button{}, bad("inline keyboard button URL '%s' is invalid: %s", address, problem)
		}
		b.URL = full
		return b, nil
	}
	if data, _ := fields["callback_data"].(string); data != "" {
		if len(data) > maxCallbackData {
			return Button{}, bad("BUTTON_DATA_INVALID")
		}
		b.Data = data
		return b, nil
	}
	if c, ok := fields["copy_text"].(map[string]any); ok {
		b.Copy, _ = c["text"].(string)
		if n := units(b.Copy); n < 1 || n > maxCopyText {
			return Button{}, bad("BUTTON_COPY_TEXT_INVALID")
		}
		return b, nil
	}
	for _, kind := range []string{"web_app", "login_url", "switch_inline_query", "callback_game", "pay"} {
		if fields[kind] != nil {
			return Button{}, bad("BUTTON_TYPE_INVALID")
		}
	}
	return Button{}, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
}

func sameButtons(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool { return slices.Equal(x, y) })
}
