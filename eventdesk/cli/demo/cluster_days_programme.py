"""The programme of Cluster Days: its rooms, tracks, speakers and sessions."""

from typing import NamedTuple

ROOMS = (
    ("Great hall", 240, "Hearing loop"),
    ("Room 1.05", 60, ""),
    ("Room 1.07", 40, ""),
    ("Studio", 24, "First floor by lift"),
)
TRACKS = (("A", "Cluster policy"), ("B", "Digital and green"), ("C", "Going international"))

SPEAKERS = {
    "ieva": ("Ieva Petrauskaitė", "Network manager", "Baltic Cluster Network", "LT"),
    "marten": ("Marten Kallas", "Director", "Tartu Science Cluster", "EE"),
    "aoife": ("Aoife Byrne", "Research fellow", "Shannon Institute", "IE"),
    "oksana": ("Oksana Melnyk", "Head of partnerships", "Lviv Digital Cluster", "UA"),
    "luca": ("Luca Ferrari", "Innovation manager", "Emilia Meccanica", "IT"),
    "nino": ("Nino Gelashvili", "Programme lead", "Tbilisi Hub", "GE"),
    "katarzyna": ("Katarzyna Wójcik", "Policy adviser", "Pomerania Agency", "PL"),
    "bernd": ("Bernd Hofer", "Cluster manager", "Alpine Tech", "AT"),
    "sofia": ("Sofia Lindqvist", "Project lead", "Nordic Grid Lab", "SE"),
    "armen": ("Armen Hakobyan", "Deputy director", "Yerevan Tech Park", "AM"),
    "joao": ("João Teixeira", "Senior lecturer", "University of Minho", "PT"),
    "dimitra": ("Dimitra Papadaki", "Internationalisation officer", "Crete Innovation", "GR"),
    "emilia": ("Emilia Korhonen", "Data architect", "Oulu Digital Cluster", "FI"),
    "hugo": ("Hugo Lefèvre", "Coordinator", "Images & Réseaux", "FR"),
    "ruta": ("Rūta Kazlauskienė", "Head of unit", "Ministry of the Economy and Innovation", "LT"),
}


class PlannedSession(NamedTuple):
    """A session of the programme."""

    day: int
    starts: str
    ends: str
    room: str
    track: str
    title: str
    who: str
    """Keys of SPEAKERS; one that follows "m:" is the moderator."""
    seats: int = 0
    """Seats that can be reserved; 0 if no reservation is needed."""
    requests: int = 0
    """The number of people who reserve a seat or join the waiting list."""
    kind: str = "session"
    is_cancelled: bool = False
    abstract: str = ""

    def overlaps(self, other: "PlannedSession") -> bool:
        """Return whether both sessions run at the same time."""
        return self.day == other.day and self.starts < other.ends and other.starts < self.ends


# As a table, each entry takes one or two lines.
# fmt: off
PROGRAMME = (
    PlannedSession(0, "09:00", "09:30", "Foyer", "", "Doors open, coffee and badges", "", kind="break"),
    PlannedSession(0, "09:30", "10:15", "Great hall", "A", "Opening: what a cluster does for its region", "ieva ruta marten",
            kind="plenary", abstract="Welcome, the two days at a glance, and three short answers to one question."),
    PlannedSession(0, "10:15", "11:00", "Great hall", "A", "Keynote: twenty years of cluster policy, and what we measured",
            "aoife", 240, 24, "plenary",
            abstract="Which measures of two decades left a trace in the figures, and which did not."),
    PlannedSession(0, "11:00", "11:30", "Foyer", "", "Coffee", "", kind="break"),
    PlannedSession(0, "11:30", "12:15", "Great hall", "B", "From outsourcing to own products: three IT clusters report",
            "oksana luca nino", 240, 22, abstract="Three clusters, one change: what it took, what it cost, who left."),
    PlannedSession(0, "11:30", "12:15", "Room 1.05", "A", "Smart specialisation after the first cycle", "katarzyna", 60, 48,
            abstract="What regions would write differently if they began again today."),
    PlannedSession(0, "11:30", "12:15", "Room 1.07", "C", "A soft landing abroad: desks shared across clusters", "bernd", 40, 37,
            abstract="How to lend a desk, a contact and an afternoon to a company from another cluster."),
    PlannedSession(0, "11:30", "13:00", "Studio", "B", "Workshop: a test bed in ninety days", "sofia armen", 24, 28,
            abstract="Bring a problem of one of your members. You leave with a plan on one sheet of paper."),
    PlannedSession(0, "12:15", "13:00", "Room 1.05", "A", "Indicators a small cluster can really collect", "joao", 60, 17,
            abstract="Seven figures, where they come from, and the two that nobody should ask for."),
    PlannedSession(0, "12:15", "13:00", "Room 1.07", "C", "First contact: preparing a delegation visit", "dimitra", 40, 12,
            abstract="A visit starts six weeks before the plane lands."),
    PlannedSession(0, "13:00", "14:00", "Foyer and winter garden", "", "Lunch", "", kind="break"),
    PlannedSession(0, "14:00", "14:45", "Great hall", "C", "Cluster to cluster: how two cities keep a project alive",
            "marten aoife", 240, 18, abstract="Five years, two mayors each, one shared project manager."),
    PlannedSession(0, "14:00", "14:45", "Room 1.05", "C", "Funding a cross-border pilot", "m:ieva nino", 60, 41,
            abstract="Where a pilot finds its first 50,000 euros, and what the giver wants to read."),
    PlannedSession(0, "14:00", "14:45", "Room 1.07", "A", "Talking to the ministry: a short guide", "katarzyna", 40, 12,
            is_cancelled=True, abstract="What to bring, whom to ask, when to stop."),
    PlannedSession(0, "14:00", "15:30", "Studio", "B", "Data spaces for small manufacturers", "luca emilia", 24, 21,
            abstract="What a workshop of twenty people can share without giving anything away."),
    PlannedSession(0, "15:00", "15:45", "Great hall", "A", "Panel: who pays for the cluster manager?", "m:marten ieva joao bernd",
            240, 27, abstract="Four models of funding, four people who live on them."),
    PlannedSession(0, "15:00", "15:45", "Room 1.05", "B", "Energy communities and their data", "sofia", 60, 59,
            abstract="Who may see the meter, and what the neighbours gain."),
    PlannedSession(0, "15:00", "15:45", "Room 1.07", "C", "Matchmaking that ends in a contract", "armen", 40, 46,
            abstract="What happens between the handshake and the signature, and who holds the pen."),
    PlannedSession(0, "15:45", "16:15", "Foyer", "", "Coffee", "", kind="break"),
    PlannedSession(0, "16:15", "17:15", "Great hall", "C", "Speed networking: twelve tables, six rounds", "m:dimitra", 48, 57,
            abstract="Eight minutes a table. Bring one question and one offer."),
    PlannedSession(0, "16:15", "17:15", "Room 1.05", "A", "Clinic: bring your cluster strategy", "aoife", 60, 14,
            abstract="Short consultations in public, with honest answers."),
    PlannedSession(1, "09:00", "09:15", "Foyer", "", "Coffee", "", kind="break"),
    PlannedSession(1, "09:15", "10:00", "Great hall", "B", "Keynote: the twin transition seen from the shop floor",
            "emilia", 240, 21, "plenary", abstract="Green and digital are one investment, if somebody does the sums together."),
    PlannedSession(1, "10:15", "11:00", "Room 1.05", "A", "What a lean cluster office needs, and what it does not",
            "bernd", 60, 20, abstract="Two people, one room, forty members."),
    PlannedSession(1, "10:15", "11:00", "Room 1.07", "C", "Trade missions online: what still works", "nino", 40, 11,
            abstract="Which parts of a mission survive a screen."),
    PlannedSession(1, "10:15", "11:45", "Studio", "B", "Workshop: a carbon figure for each member", "sofia emilia", 24, 17,
            abstract="From invoices to a first figure in ninety minutes."),
    PlannedSession(1, "11:15", "12:00", "Great hall", "A", "Clusters in crisis: energy, war, supply", "oksana ruta", 240, 19,
            abstract="What members asked for first, and who could answer."),
    PlannedSession(1, "11:15", "12:00", "Room 1.05", "C", "Joining a European platform: profile, validation, visibility", "hugo",
            60, 15, abstract="How to fill in a profile that somebody reads."),
    PlannedSession(1, "11:15", "12:00", "Room 1.07", "B", "Skills: when members teach one another", "joao", 40, 9,
            abstract="A timetable, a room, and no trainer."),
    PlannedSession(1, "12:00", "13:00", "Foyer and winter garden", "", "Lunch", "", kind="break"),
    PlannedSession(1, "13:00", "13:45", "Room 1.05", "B", "Shared laboratories: contracts that hold", "armen", 60, 13,
            abstract="Who may use what, when, and who pays for what breaks."),
    PlannedSession(1, "13:00", "13:45", "Room 1.07", "A", "Evaluation without fear", "aoife", 40, 14,
            abstract="How to be measured and stay friends."),
    PlannedSession(1, "13:00", "14:30", "Studio", "C", "Workshop: your next three partners", "dimitra", 24, 23,
            abstract="A method to find partners that complete you, with cards."),
    PlannedSession(1, "14:00", "14:45", "Great hall", "C", "Lightning round: ten pilots in forty minutes", "m:ieva nino luca",
            240, 16, abstract="Four minutes each, and a bell."),
    PlannedSession(1, "15:00", "15:45", "Great hall", "A", "Closing: what we take home", "ieva marten", kind="plenary",
            abstract="Each room reports its one sentence."),
    PlannedSession(1, "15:45", "16:30", "Foyer", "", "Farewell coffee", "", kind="break"),
)
# fmt: on
