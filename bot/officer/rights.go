package officer

// Action is something that somebody may or may not do.
type Action string

// The actions. About says what the right is decided on.
const (
	// UseAssistant is to ask, look up, rate and suggest. About nothing.
	UseAssistant Action = "use-assistant"
	// SeeOfficer is to read an officer's entry. About the officer.
	SeeOfficer Action = "see-officer"
	// EraseOfficer is to have an officer's own data erased. About the officer.
	EraseOfficer Action = "erase-officer"
	// SeeUnit is to list the officers of a unit and of those below, and who has not joined. About the unit.
	SeeUnit Action = "see-unit"
	// InviteUnit is to make codes for those of a unit, and of those below, who have not joined. About the unit.
	InviteUnit Action = "invite-unit"
	// SeeClass is to list the members of a class, and who has not joined. About the class.
	SeeClass Action = "see-class"
	// InviteClass is to make codes for those of a class who have not joined. About the class.
	InviteClass Action = "invite-class"
	// Rebind is to make a code that binds another account to an officer who has joined. About the officer.
	Rebind Action = "rebind"
	// ChangeOfficer is to enter, change, move or end an officer, roles included. About nothing.
	ChangeOfficer Action = "change-officer"
	// ChangeUnit is to enter, rename or move a unit. About nothing.
	ChangeUnit Action = "change-unit"
	// ChangeClass is to make a class and to say who teaches it. About nothing.
	ChangeClass Action = "change-class"
	// EnrolClass is to add and remove members of a class. About the class. It is no trainer's: whoever is a member may be
	// invited by the trainers, so whoever could enrol could invite anybody.
	EnrolClass Action = "enrol-class"
	// ImportRoster is to read a roster file in. About nothing.
	ImportRoster Action = "import-roster"
	// ReadJournal is to read the journal. About nothing.
	ReadJournal Action = "read-journal"
	// SeeState is to read the state of the program and the suggestions. About nothing.
	SeeState Action = "see-state"
	// HandleDead is to put dead letters back into their queues. About nothing.
	HandleDead Action = "handle-dead"
	// MakeWork is to set oneself something to be reminded of, and to compute a time limit. About nothing.
	MakeWork Action = "make-work"
	// MakeUnitWork is to make a plan that is a unit's. About the unit.
	MakeUnitWork Action = "make-unit-work"
	// ImportWork is to read a file of plans of a unit in. About the unit.
	ImportWork Action = "import-work"
	// AssignWork is to give an officer a step to lead or a place in a team. About the officer.
	AssignWork Action = "assign-work"
	// SeeWork is to read a plan. About the plan, a step of it when it is one that is read.
	SeeWork Action = "see-work"
	// EndWork is to mark a step done. About the step.
	EndWork Action = "end-work"
	// ChangeWork is to add, give, move and cancel steps of a plan, to change its team and to announce it. About the plan.
	ChangeWork Action = "change-work"
	// GrantTime is to grant or refuse more time for a step. About the step.
	GrantTime Action = "grant-time"
	// SeeProgress is to read how the plans of a unit and of those below stand. About the unit.
	SeeProgress Action = "see-progress"
	// KeepProcedure is to enter a procedure of a unit's own and to confirm one; that no one does both is the procedure's
	// to see to. About the unit.
	KeepProcedure Action = "keep-procedure"
	// ChangeDays is to enter days off and days worked instead. About nothing.
	ChangeDays Action = "change-days"
	// KeepBank is to read the bank of questions, as far as it is everybody's or of one's units, and to enter and import
	// questions. About nothing.
	KeepBank Action = "keep-bank"
	// ShareQuestion is to enter questions that are everybody's, and to make one so; who may not enters them for a unit.
	// About nothing.
	ShareQuestion Action = "share-question"
	// ChangeQuestion is to change or retire a question. About the question, as Made.
	ChangeQuestion Action = "change-question"
	// ReviewQuestion is to review, approve and confirm questions; that nobody does so with their own is the question's to see
	// to. About nothing.
	ReviewQuestion Action = "review-question"
	// Learn is to be asked questions and to read one's own results. About nothing.
	Learn Action = "learn"
	// PushClass is to give questions to a class, PushUnit to the officers of a unit and of those below. About the class, the
	// unit.
	PushClass Action = "push-class"
	PushUnit  Action = "push-unit"
	// ManagePush is to put a push together and to publish it, and to read its results by name. About the push, as Made.
	ManagePush Action = "manage-push"
	// EndPush is to see how a push that was given stands, and to extend, end and recall it. About the push, as Made.
	EndPush Action = "end-push"
	// SeeResults is to read an officer's results by name. About the officer.
	SeeResults Action = "see-results"
	// SeeClassResults is to read how a class does, SeeUnitResults how a unit and those below do. About the class, the unit.
	SeeClassResults Action = "see-class-results"
	SeeUnitResults  Action = "see-unit-results"
	// TeachClass is to plan sessions, to keep the files and the roll of a class and to announce to it. About the class.
	TeachClass Action = "teach-class"
	// AttendClass is to read the timetable and the files of a class and to enter oneself on its roll. About the class.
	AttendClass Action = "attend-class"
	// AnswerOfficer is to read and answer what an officer asked of the trainers. About the officer.
	AnswerOfficer Action = "answer-officer"
)

// About is what an action is done to; at most one field is set.
type About struct {
	Officer ID
	Unit    UnitID
	Class   ClassID
	Work    *Work
	Made    *Made
}

// Made is what rights on a question or a push are decided on.
type Made struct {
	// Owner is who made it, "" for what came with the program.
	Owner ID
	// Classes are those that a push was given to when it was given to nobody else.
	Classes []ClassID
}

// Work is what rights on a plan or on a step of it are decided on. An officer's own errand has no Unit: then nobody's
// lead of a unit reaches it.
type Work struct {
	// Unit is whose plan it is, Owner who made it, Lead who leads the step ("": none, or the plan as a whole), Team who
	// takes part besides.
	Unit  UnitID
	Owner ID
	Lead  ID
	Team  []ID
}

// Role is what somebody is.
type Role string

// The roles. They add up: each of the others is an officer too.
const (
	RoleOfficer       Role = "officer"       // cán bộ
	RoleTrainer       Role = "trainer"       // báo cáo viên
	RoleHead          Role = "head"          // lãnh đạo đơn vị
	RoleAdministrator Role = "administrator" // quản trị
)

// Reach says of whom or what a role may do it.
type Reach string

// The reaches.
const (
	Own      Reach = "own"       // the officer's own entry
	OwnClass Reach = "own-class" // the classes taught, and their members
	OwnUnits Reach = "own-units" // the units led, those below, and their officers
	All      Reach = "all"
	// OwnUnit is the unit that the officer is in.
	OwnUnit Reach = "own-unit"
	// Colleagues are the officers of that unit, oneself included.
	Colleagues Reach = "colleagues"
	// OwnWork is what the officer owns, leads or takes part in; LedWork what the officer leads, or owns while nobody
	// leads it; OwnedWork what the officer owns.
	OwnWork   Reach = "own-work"
	LedWork   Reach = "led-work"
	OwnedWork Reach = "owned-work"
	// LeadUnits is work of a unit whose lead is an officer of the units led, or below.
	LeadUnits Reach = "lead-units"
	// OthersWork is work within OwnUnits or LeadUnits that somebody else leads; one's own only when no other officer
	// leads the lead's unit or one above.
	OthersWork Reach = "others-work"
	// OwnMade is what the officer made.
	OwnMade Reach = "own-made"
	// ClassMade is what was given to nobody but classes that the officer teaches.
	ClassMade Reach = "class-made"
	// MyClass are the classes that the officer is a member of.
	MyClass Reach = "my-class"
	// HomeUnits are the unit that the officer is in, those below, and their officers.
	HomeUnits Reach = "home-units"
)

// Grant is one line of the table: the role may do it within the reach.
type Grant struct {
	Role  Role
	Reach Reach
}

// rights is the whole table. What is not in it is not allowed.
var rights = map[Action][]Grant{
	UseAssistant:  {{RoleOfficer, All}},
	SeeOfficer:    {{RoleOfficer, Own}, {RoleTrainer, OwnClass}, {RoleHead, OwnUnits}, {RoleAdministrator, All}},
	EraseOfficer:  {{RoleOfficer, Own}},
	SeeUnit:       {{RoleHead, OwnUnits}, {RoleAdministrator, All}},
	InviteUnit:    {{RoleHead, OwnUnits}, {RoleAdministrator, All}},
	SeeClass:      {{RoleTrainer, OwnClass}, {RoleAdministrator, All}},
	InviteClass:   {{RoleTrainer, OwnClass}, {RoleAdministrator, All}},
	Rebind:        {{RoleHead, OwnUnits}, {RoleAdministrator, All}},
	ChangeOfficer: {{RoleAdministrator, All}},
	ChangeUnit:    {{RoleAdministrator, All}},
	ChangeClass:   {{RoleAdministrator, All}},
	EnrolClass:    {{RoleAdministrator, All}},
	ImportRoster:  {{RoleAdministrator, All}},
	ReadJournal:   {{RoleAdministrator, All}},
	SeeState:      {{RoleAdministrator, All}},
	HandleDead:    {{RoleAdministrator, All}},
	MakeWork:      {{RoleOfficer, All}},
	MakeUnitWork:  {{RoleOfficer, OwnUnit}, {RoleHead, OwnUnits}},
	ImportWork:    {{RoleHead, OwnUnits}},
	AssignWork:    {{RoleOfficer, Colleagues}, {RoleHead, OwnUnits}},
	SeeWork:       {{RoleOfficer, OwnWork}, {RoleHead, OwnUnits}, {RoleHead, LeadUnits}},
	EndWork:       {{RoleOfficer, LedWork}, {RoleHead, OwnUnits}, {RoleHead, LeadUnits}},
	ChangeWork:    {{RoleOfficer, OwnedWork}, {RoleHead, OwnUnits}},
	GrantTime:     {{RoleHead, OthersWork}},
	SeeProgress:   {{RoleHead, OwnUnits}},
	KeepProcedure: {{RoleOfficer, OwnUnit}, {RoleHead, OwnUnits}},
	ChangeDays:    {{RoleAdministrator, All}},

	KeepBank:       {{RoleTrainer, All}, {RoleHead, All}, {RoleAdministrator, All}},
	ShareQuestion:  {{RoleTrainer, All}, {RoleAdministrator, All}},
	ChangeQuestion: {{RoleTrainer, OwnMade}, {RoleHead, OwnMade}, {RoleAdministrator, All}},
	ReviewQuestion: {{RoleTrainer, All}, {RoleAdministrator, All}},

	Learn:           {{RoleOfficer, All}},
	PushClass:       {{RoleTrainer, OwnClass}},
	PushUnit:        {{RoleTrainer, HomeUnits}, {RoleHead, OwnUnits}},
	ManagePush:      {{RoleTrainer, OwnMade}, {RoleHead, OwnMade}},
	EndPush:         {{RoleTrainer, OwnMade}, {RoleTrainer, ClassMade}, {RoleHead, OwnMade}, {RoleAdministrator, All}},
	SeeResults:      {{RoleOfficer, Own}, {RoleTrainer, OwnClass}, {RoleHead, OwnUnits}},
	SeeClassResults: {{RoleTrainer, OwnClass}},
	SeeUnitResults:  {{RoleHead, OwnUnits}},
	TeachClass:      {{RoleTrainer, OwnClass}, {RoleAdministrator, All}},
	AttendClass:     {{RoleOfficer, MyClass}},
	AnswerOfficer:   {{RoleTrainer, OwnClass}, {RoleTrainer, HomeUnits}},
}
