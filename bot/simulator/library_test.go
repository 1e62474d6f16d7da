package simulator

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

func TestARealClientLibraryIsContent(t *testing.T) {
	r := open(t)
	ctx := within(t)
	handled := make(chan *models.Update, 10)
	b, err := bot.New(r.s.Token(), bot.WithServerURL(r.url), bot.WithHTTPClient(2*time.Second, &http.Client{}),
		bot.WithDefaultHandler(func(_ context.Context, _ *bot.Bot, u *models.Update) { handled <- u }))
	if err != nil {
		t.Fatal(err)
	}
	me := must(b.GetMe(ctx))(t)
	if me.ID != b.ID() || !me.IsBot || me.Username == "" {
		t.Errorf("me: %+v", me)
	}
	sent := must(b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: officer, Text: "<b>Chọn</b> một nút", ParseMode: models.ParseModeHTML,
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{
			{Text: "Đúng", CallbackData: "r:1"}, {Text: "Chép", CopyText: models.CopyTextButton{Text: "Điều 14"}},
		}}},
	}))(t)
	if sent.Text != "Chọn một nút" || len(sent.Entities) != 1 || sent.Chat.Type != models.ChatTypePrivate || sent.Date == 0 {
		t.Errorf("sent: %+v", sent)
	}
	edited := must(b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: officer, MessageID: sent.ID, Text: "Đã chọn"}))(t)
	if edited.Text != "Đã chọn" || edited.EditDate == 0 {
		t.Errorf("edited: %+v", edited)
	}
	poll := must(b.SendPoll(ctx, &bot.SendPollParams{
		ChatID: officer, Question: "Thời hạn?", Options: []models.InputPollOption{{Text: "5"}, {Text: "10"}},
		IsAnonymous: bot.False(), Type: "quiz", CorrectOptionID: 1, Explanation: "Điều 14",
	}))(t)
	if poll.Poll == nil || len(poll.Poll.Options) != 2 || poll.Poll.Type != "quiz" {
		t.Errorf("poll: %+v", poll)
	}
	regular := must(b.SendPoll(ctx, &bot.SendPollParams{ChatID: officer, Question: "Ai?", Options: []models.InputPollOption{{Text: "A"}}}))(t)
	if stopped := must(b.StopPoll(ctx, &bot.StopPollParams{ChatID: officer, MessageID: regular.ID}))(t); !stopped.IsClosed {
		t.Errorf("stopped: %+v", stopped)
	}
	doc := must(b.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID: officer, Caption: "Lịch", Document: &models.InputFileUpload{Filename: "lich.ics", Data: bytes.NewReader([]byte("BEGIN:VCALENDAR"))},
	}))(t)
	if f := must(b.GetFile(ctx, &bot.GetFileParams{FileID: doc.Document.FileID}))(t); f.FilePath == "" {
		t.Errorf("file: %+v", f)
	}
	must(b.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: []models.BotCommand{{Command: "hoi", Description: "Hỏi"}}}))(t)
	must(b.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: officer, Action: models.ChatActionTyping}))(t)
	must(b.GetChat(ctx, &bot.GetChatParams{ChatID: officer}))(t)
	must(b.GetChatMember(ctx, &bot.GetChatMemberParams{ChatID: officer, UserID: officer}))(t)

	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { b.Start(running); close(ended) }()
	defer func() { stop(); <-ended }()
	take := func(fits func(*models.Update) bool) *models.Update {
		t.Helper()
		for {
			select {
			case u := <-handled:
				if fits(u) {
					return u
				}
			case <-ctx.Done():
				t.Fatal("the update never came")
			}
		}
	}
	must(r.s.Say(officer, "/hoi thời hạn"))(t)
	u := take(func(u *models.Update) bool { return u.Message != nil && u.Message.Text == "/hoi thời hạn" })
	if u.Message.From.FirstName != "Nguyễn Thị Lan" || u.Message.Entities[0].Type != models.MessageEntityTypeBotCommand {
		t.Errorf("message: %+v", u.Message)
	}
	if err := r.s.Vote(officer, officer, int64(poll.ID), []int{1}); err != nil {
		t.Fatal(err)
	}
	u = take(func(u *models.Update) bool { return u.PollAnswer != nil })
	if u.PollAnswer.User.ID != officer || u.PollAnswer.OptionIDs[0] != 1 {
		t.Errorf("poll answer: %+v", u.PollAnswer)
	}
	again := must(b.SendMessage(ctx, &bot.SendMessageParams{ChatID: officer, Text: "x", ReplyMarkup: sent.ReplyMarkup}))(t)
	id := must(r.s.Tap(officer, officer, int64(again.ID), "r:1"))(t)
	u = take(func(u *models.Update) bool { return u.CallbackQuery != nil })
	if u.CallbackQuery.ID != id || u.CallbackQuery.Message.Message.ID != again.ID {
		t.Errorf("callback: %+v", u.CallbackQuery)
	}
	must(b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: id, Text: "Xong"}))(t)
	if seen := must(r.s.WaitAnswer(ctx, id))(t); seen.Text != "Xong" {
		t.Errorf("the person saw %+v", seen)
	}
	if err := r.s.Block(officer, true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: officer, Text: "x"}); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("to who blocked: %v", err)
	}
	if err := r.s.Fault(Fault{Kind: TooMany, Method: "sendMessage", Calls: 1, RetryAfter: 3}); err != nil {
		t.Fatal(err)
	}
	var many *bot.TooManyRequestsError
	if _, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: trainer, Text: "x"}); !errors.As(err, &many) || many.RetryAfter != 3 {
		t.Errorf("too many: %v", err)
	}
}
