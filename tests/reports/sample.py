"""The report of the event of 14 December 2020 as a document: who spoke and what is public; the counts are invented."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventdesk.figures.values import PeriodCount, SeatFigures
from eventdesk.reports.report_model import (
    AgendaRow,
    Comment,
    CountryList,
    Funnel,
    Material,
    Name,
    NamedParticipant,
    Participation,
    PersonOnStage,
    ReportDocument,
    SessionReport,
    Share,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
POBOL = Name("Anna Pobol")


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    """A moment of the event's day, on its own clocks."""
    return datetime(2020, 12, day, hour, minute, tzinfo=BRUSSELS)


POLICY = SessionReport(
    number=1,
    code="K7QD",
    title="Cluster policy in the context of internationalisation",
    starts_at=at(10),
    ends_at=at(10, 45),
    room="Online room A",
    moderators=(PersonOnStage(POBOL),),
    speakers=(
        PersonOnStage(POBOL, "Stream leader, EU4Digital ICT Innovation"),
        PersonOnStage(Name("Christophe Guichard"), "Policy Officer, European Commission (DG GROW)"),
    ),
    seats=SeatFigures(True, 80, reserved=71, waiting=0, attended=58, walk_ins=2),
    summary=(
        "Anna Pobol opened the event and introduced its aims.\n\nChristophe Guichard described clusters as "
        "facilitators: they help to fit policy instruments to the needs of industry, and make value chains more "
        "resilient. The **Euroclusters** programme is to link value chains in the single market."
    ),
    expected_outcome="- Participants know the EU instruments\n- Ministries see where clusters fit",
    outcome="- Four instruments were presented\n- Three ministries asked for the slides",
    materials=(Material("EU pillars of cluster policy, slides", "https://example.org/slides.pdf", "PDF, 1.4 MB"),),
    links=(Material("EU ‘Cluster Go International’ action"),),
    comments=(Comment(Name("Annalisa Zuccotti"), at(15, 28), "If you want to reserve a seat, register here."),),
)
PLATFORM = SessionReport(
    number=2,
    code="M3XA",
    title="European Cluster Collaboration Platform: overview of value proposition and registration process",
    starts_at=at(10, 45),
    ends_at=at(11, 30),
    room="Online room A",
    moderators=(PersonOnStage(POBOL),),
    speakers=(
        PersonOnStage(Name("Jan Maarten de Vet"), "Project manager, ECCP"),
        PersonOnStage(Name("Lucia Seel"), "Profile Validation Manager, ECCP"),
    ),
    seats=SeatFigures(True, 80, reserved=69, waiting=4, attended=57),
    announced="Benefits and services of the platform, for countries inside and outside COSME.",
    expected_outcome="Organisations know how to register.",
)
WRAP_UP = SessionReport(
    number=3,
    code="W2EE",
    title="Conclusions",
    starts_at=at(13),
    ends_at=at(13, 15),
    room="Online room A",
    speakers=(PersonOnStage(POBOL, "Stream leader, EU4Digital ICT Innovation"),),
)
PARTICIPANTS = (
    CountryList("Armenia", 7, (
        NamedParticipant(Name("Անահիտ Սարգսյան", "Anahit Sargsyan", "hy"), "Yerevan Technopark Foundation"),
        NamedParticipant(Name("Aram Mkrtchyan"), "Gyumri Engineering Centre"),
    )),
    CountryList("Azerbaijan", 6, (NamedParticipant(Name("Şəbnəm Əliyeva"), "Baku High Technologies Park"),)),
    CountryList("Belarus", 7, (NamedParticipant(Name("Дзмітрый Лукашэвіч", language="be"), "Software Developers"),)),
    CountryList("Georgia", 9, (NamedParticipant(Name("გიორგი მაისურაძე", "Giorgi Maisuradze", "ka"), "Tech Park"),)),
    CountryList("Moldova", 6, (NamedParticipant(Name("Ștefania Țurcanu"), "Association of ICT Companies"),)),
    CountryList("Ukraine", 14, (
        NamedParticipant(Name("Olga Shapoval"), "Kharkiv IT Cluster", "speaker"),
        NamedParticipant(Name("Юлія Їжакевич", language="uk"), "Odesa Polytechnic"),
    )),
    CountryList("Belgium", 11, (
        NamedParticipant(Name("ليلى حداد", "Layla Haddad", "ar"), "ICT Innovation Expert Network"),
        NamedParticipant(Name("Žofie Dvořáková"), "Network of Digital Economy Associations"),
        NamedParticipant(Name("Wolfgang-Amadé von Hohenberg-Łaszczyński"), "Innovation and Technology Parks"),
        NamedParticipant(Name("Γιώργος Παπαδόπουλος", language="el"), "Hellenic Clusters"),
        NamedParticipant(Name("Nguyễn Thị Hồng"), "Viet Tech"),
    )),
)  # fmt: skip
SAMPLE = ReportDocument(
    title="ICT Innovation networking event",
    subtitle="Clusters of the Eastern partner countries: visible, connected, international",
    series="EU4Digital · ICT Innovation networking events",
    starts_at=at(10),
    ends_at=at(15),
    data_as_of=at(8, day=15),
    version="1",
    issued_on=date(2020, 12, 15),
    place="Online",
    organiser="EU4Digital Facility, ICT Innovation stream",
    funding="Funded by the European Union.",
    disclaimer="The contents of this report are the sole responsibility of the organiser.",
    emblem_of_eu=True,
    address="https://events.example.org/events/ict-innovation-2020/",
    summary=(
        "Sixty people from forty-four organisations met online on 14 December 2020 to give the ICT clusters of the "
        "six Eastern partner countries more visibility.\n\nParticipants were representatives of business and "
        "professional associations, high-tech and techno parks, ministries and public agencies."
    ),
    conclusions="1. Clusters work best when they grow from below.\n2. The role of the state is significant.",
    participation=Participation(
        funnel=Funnel(registered=78, confirmed=72, attended=60, no_shows=12),
        organisations=44,
        countries=7,
        by_kind=(
            Share("Business or professional association", 25, 17),
            Share("Ministry", 17, 14),
            Share("Public agency", 18, 13),
        ),
        by_country=(
            Share("Ukraine", 14, 10),
            Share("Belgium", 11, 8),
            Share("Georgia", 9, 7),
            Share("Armenia", 7, 5),
            Share("Belarus", 7, 5),
            Share("Azerbaijan", 6, 4),
            Share("Moldova", 6, 5),
        ),
        over_time=(
            PeriodCount(date(2020, 11, 23), date(2020, 11, 29), 24, 24),
            PeriodCount(date(2020, 11, 30), date(2020, 12, 6), 18, 42),
            PeriodCount(date(2020, 12, 7), date(2020, 12, 13), 28, 70),
            PeriodCount(date(2020, 12, 14), date(2020, 12, 14), 8, 78),
        ),
    ),
    sessions=(POLICY, PLATFORM, WRAP_UP),
    agenda=(
        AgendaRow(at(10), "Cluster policy in the context of internationalisation", room="Online room A"),
        AgendaRow(None, "EU pillars of cluster policy", (Name("Christophe Guichard"),)),
        AgendaRow(at(10, 45), "Overview of the platform", (Name("Jan Maarten de Vet"), Name("Lucia Seel"))),
        AgendaRow(at(11, 30), "Break"),
        AgendaRow(at(11, 45), "Site visit", remark="Cancelled"),
    ),
    participants=PARTICIPANTS,
    links=(Material("European Cluster Collaboration Platform", "https://clustercollaboration.eu/"),),
)
EMPTY = ReportDocument(
    title="A meeting",
    starts_at=at(10),
    ends_at=at(15, day=15),
    data_as_of=at(8, day=16),
    version="1",
    issued_on=date(2020, 12, 16),
    participation=Participation(Funnel(0, 0, None), organisations=0, countries=0),
)
