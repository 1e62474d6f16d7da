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
)

// About is what an action is done to; at most one field is set.
type About struct {
	Officer ID
	Unit    UnitID
	Class   ClassID
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
}
