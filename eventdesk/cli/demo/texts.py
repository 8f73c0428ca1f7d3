"""The texts of the two real events, in our own words; every fact is from their published pages.

ICT 2015: "Networking Sessions Programme", session 15808. EU4Digital: "ICT Innovation networking event defines practical
steps towards internationalisation and visibility of ICT clusters in Eastern partner countries", 22 December 2020.
"""

import re


def _flowing(text: str) -> str:
    """Return `text` with one line for each paragraph and list entry, as people type it into a form."""
    return re.sub(r"(?<=\S)\n(?! *(-|\d+\.) |\n)\s*", " ", text).strip()


ICT_2015_ABOUT = _flowing("""\
ICT 2015 brought together the people of Europe's Digital Single Market: digital economy and society. Its networking
sessions were proposed and run by the participants themselves. This page holds one of them, as it was announced.
""")

CLUSTERS_ABSTRACT = _flowing("""\
Few microeconomic factors shape the prosperity of a region as much as its clusters. Cluster policies (Porter, 1990), and
since then Triple Helix cluster policies (Leydesdorff, 2012), which bring the roles of academia, government and industry
together, have left their mark on internationalisation, innovation and economic growth.

Governments all over Europe want research and innovation to create jobs and growth. Innovation seldom comes from an
organisation on its own. It comes from lively surroundings in which able organisations work together, complete one
another, take up what is known and arrive at new ideas and products. When cluster organisations become international,
they do many things that help the businesses in the cluster, SMEs above all, and the region and country they are in. ICT
is at the front of these links between research and innovation: it has a "shared language", it has "mobility", and it
operates "in the cloud".

The session gathers experts from all three strands of the Triple Helix. They share what they think, aim at and dream of
for collaboration across Europe, with which Europe can compete economically with the rest of the world: clusters that
let their members "cross-pollinate" ideas and knowledge, and grow by competing and by co-operating on a European level.
""")

CLUSTERS_COURSE = _flowing("""\
To get the discussion going, the session opens with a short presentation by four panellists, with data and best practice
from the projects Be Wiser and UPSIDE. They show:

1. how international clusters are today: the V-LINC results of Be Wiser,
2. why internationalisation matters to SMEs in ICT clusters,
3. the Business Roaming Agreement, a soft-landing initiative for SMEs that clusters developed together in UPSIDE,
4. how clusters can take part in internationalisation and gain from it.

After a short introduction there are three flash talks. From then on the moderator keeps the session interactive: the
audience adds questions, comments, examples and best practice of its own.

The presentation, including the "lessons learned", can be downloaded below.
""")

CLUSTERS_OUTCOME = _flowing("""\
First of all, new contacts among stakeholders, and new insight into the topic for everybody who takes part. The contacts
may lead to joint projects on the topic, to research, and to further cooperation between clusters, regions, policy makers
and academics across Europe.
""")

CLUSTERS_INVITATION = "If you want to reserve a seat, register here!"

CLUSTERS_TALKS = _flowing("""\
After a short introduction, three flash talks will present best practice cases that were developed within the projects:

- Stockholm-Montreal: Cluster to Cluster – Smart Digital Cities. Lindström A., Kista Science City
- BeWiser Connect – a matchmaking tool. Hobbs J., Cork Institute of Technology
- Business Roaming Agreement – an internationalization tool. Zuccotti A., CyberForum e.V.

Then the session is open for discussion: questions, comments and examples from the audience.
""")

SERIES_ABOUT = _flowing("""\
ICT Innovation networking events help communities of the Eastern Partnership to form in selected policy areas of ICT
innovation. Beside networks inside the region, they aim at bridges, between two or among many, from organisations of the
Eastern partner countries to stakeholders in the EU, which can carry lasting joint activities and projects. The purpose
is a deeper knowledge of good EU practice among the stakeholders of the region.

The series is therefore for a wide audience: ministries and agencies, associations and networks of the policy areas
concerned, organisations of ICT infrastructure, and other actors of the ICT innovation ecosystem.
""")

INNOVATION_ABOUT = _flowing("""\
This virtual event of EU4Digital was for organisations of the cluster ecosystem in the Eastern partner countries. It
helped them to register on the European Cluster Collaboration Platform (ECCP) and to learn more about how clusters are
organised and developed. Key organisations of the EU and ICT clusters of the region presented what they offer, what they
have learnt from growing and from working with others abroad, and where cluster ecosystems may go next.
""")

INNOVATION_TOPICS = """\
Cluster policy in the context of internationalisation
Clusters’ visibility and collaboration with EU clusters: ECCP platform service package and registration process
Perspectives of EU and Eastern partner clusters: organisation, development and internationalisation
"""

OPENING = _flowing("""\
Anna Pobol opens the event and introduces its aims. Christophe Guichard then presents the European Commission's pillars of
cluster policy in the context of internationalisation.
""")

KEYNOTE = _flowing("""\
What the European Cluster Collaboration Platform offers to its different users, both in countries that take part in the
EU programme for the Competitiveness of Enterprises and Small and Medium-sized Enterprises (COSME) and in others, and how
an organisation is registered and validated.
""")

EXPERIENCE = _flowing("""\
One cluster of the EU and three of Ukraine tell how they organised themselves, how they have developed, and how they work
internationally.
""")

WRAP_UP = "What follows from the event, for cluster organisations and for the policy around them."

REPORT_SUMMARY = _flowing("""\
On 14 December 2020 an EU4Digital networking event looked at ways to organise and manage innovative clusters, and business
networks that work like clusters, in ICT innovation. Its focus was to make the clusters of the Eastern partner countries
visible and connected. Around 60 participants came from 44 organisations in IT-related sectors.

Business and professional associations, high-tech and techno parks, ministries, public agencies and other actors of the
ecosystem in the Eastern partner countries took part, and with them national coordinators of Harmonising Digital Markets
(HDM), EU Delegations and members of the ICT Innovation Expert network.

The event concluded that more active use of the European Cluster Collaboration Platform would bring stakeholders from the
Eastern partner countries significant benefits: a stronger collaborative network, and through it faster development of
clusters and of innovation.
""")

REPORT_CONCLUSIONS = _flowing("""\
Closing the event, Anna Pobol, who leads the ICT Innovation stream of EU4Digital, drew three conclusions:

- Collaboration of IT stakeholders that grows from the bottom up and follows a mission has proved the most efficient way to
  organise and develop clusters.
- The state still has a significant part: in endorsing clusters as a vehicle of economic development, in supporting
  innovation projects, and in helping SMEs to become international and to join global value chains.
- An exchange of experience among policy makers of the EU and of the Eastern partner countries matters greatly: it is the
  way to better cluster support policy in the region.
""")

OPENING_SUMMARY = _flowing("""\
Anna Pobol, moderator of the event and leader of EU4Digital's ICT Innovation stream, opened it and introduced its aims.

Christophe Guichard emphasised that clusters have proved to be excellent facilitators: they help to fit policy instruments
to the needs and opportunities of European industry, and they are crucial in making the value chains of European
ecosystems more resilient. The Commission supports the networking and internationalisation of clusters through the European
Cluster Collaboration Platform, the European Cluster Excellence Programme, the EU action “Cluster Go International”, and
matchmaking events. The coming Euroclusters Programme (2021–2027) is to develop links between value chains in the EU single
market, to build capacity for more strategic autonomy, and to support the change to a greener and more digital economy.
""")

OPENING_RESULT = (
    "The instruments of EU cluster policy that are open to clusters beyond the EU were named and explained."
)

KEYNOTE_SUMMARY = _flowing("""\
Jan Maarten de Vet and Lucia Seel spoke for the ECCP. They presented its benefits and services for different kinds of users,
in COSME and in non-COSME countries, and explained how registration works and by which criteria a profile is validated.

The effort to meet the validation criteria, they pointed out, can help national, innovation-driven business networks to
reflect on what they have achieved, to become visible worldwide, and to build relations that are more about collaboration.
The criteria can also serve policy makers of the Eastern partner countries as a frame of reference when they structure the
development and monitoring of clusters at home.
""")

KEYNOTE_RESULT = _flowing("""\
More active use of ECCP services would bring stakeholders of the Eastern partner countries significant benefits. They were
also invited to approach the ECCP about bilateral joint projects, such as building the capacity of cluster managers.
""")

EXPERIENCE_SUMMARY = _flowing("""\
Andrei Kelemen told how the Cluj IT Cluster in Romania became a network of more than 80 members without any government
support: by an active presence on the European Cluster Collaboration Platform, membership of the European Digital SMEs
Alliance and other international partnerships. It helps IT companies to turn from outsourcing to creating value, and
strengthens the innovation ecosystem by smart specialisation, structural transformation and technology transfer.

Three innovation clusters from Ukraine told how they organised themselves and evolved:

- Olga Shapoval: the management of the Kharkiv IT Cluster has changed with its challenges. Owners of IT companies founded it
  to face the disruption of business; others joined for challenges in education. Today B2B and community events are crucial
  for links inside the cluster that reinforce one another.
- Aleksandre Yurchak: the AIAU merges smart specialisation and clusterisation, to combine instruments for innovation in
  Industry 4.0; for this the platform Industry4Ukraine joins industrial associations, clusters and other stakeholders.
  Special policy support is needed for cluster institutions at state level, training for a better place in regional
  policies, ecosystems (accelerators, test beds, Centre 4.0) and synergy with the IT sector.
- Lyudmyla Shyyko: the National Programme for clusters development answers the need for a central body that leads. The
  cluster committee has written guidelines: institutions, a national quality system, networking of Ukrainian clusters and
  their internationalisation.
""")

EXPERIENCE_RESULT = (
    "Four ways to grow a cluster were put side by side, from without state support to a national programme."
)

WRAP_UP_SUMMARY = _flowing("""\
Anna Pobol summed up: collaboration from the bottom up works best, the state has a significant part in supporting it, and
policy makers of the EU and of the Eastern partner countries should go on exchanging experience.
""")
