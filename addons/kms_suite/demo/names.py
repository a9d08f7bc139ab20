"""People who do not exist: first and last names heard in Douala, put together by chance."""

# fmt: off
FIRST_NAMES = (
    "Aïcha", "Alain", "Ariane", "Armand", "Blaise", "Brigitte", "Carine", "Cédric", "Chantal",
    "Christelle", "Clément", "Danielle", "Didier", "Édith", "Emmanuel", "Ernest", "Estelle",
    "Fabrice", "Flore", "Francine", "Gaëlle", "Georges", "Ghislain", "Hélène", "Hervé", "Honoré",
    "Irène", "Jean-Paul", "Josiane", "Judith", "Julienne", "Landry", "Laure", "Léopold", "Linda",
    "Lionel", "Marcel", "Martial", "Mathilde", "Mireille", "Moussa", "Nadine", "Narcisse",
    "Nathalie", "Odette", "Olivier", "Pascaline", "Patrice", "Pélagie", "Raïssa", "Raoul",
    "René", "Rodrigue", "Rosine", "Sandrine", "Serge", "Solange", "Sylvain", "Thérèse",
    "Thierry", "Valérie", "Viviane", "Yannick", "Yves",
)
LAST_NAMES = (
    "Abega", "Atangana", "Bassong", "Bekolo", "Biya Ndi", "Bouba", "Dikongué", "Djoumessi",
    "Ebongué", "Ekwalla", "Elamé", "Essomba", "Etoundi", "Eyoum", "Fankam", "Fokou", "Fongang",
    "Hamadou", "Kalla", "Kameni", "Kengne", "Kouam", "Kuaté", "Lobè", "Makon", "Mandeng",
    "Manga", "Mbappou", "Mbida", "Mboua", "Moukouri", "Mvondo", "Nana", "Ndjock", "Ndoumbè",
    "Ngassa", "Ngo Nlend", "Nguemeni", "Njiké", "Nkoulou", "Nlep", "Noubissi", "Ouambo",
    "Owona", "Penda", "Priso", "Simo", "Sop", "Takam", "Talla", "Tamo", "Tchakounté",
    "Tchoufa", "Tonyé", "Wabo", "Yimga", "Yomi", "Zambo",
)
DISTRICTS = (
    "Akwa", "Bali", "Bépanda", "Bonabéri", "Bonamoussadi", "Bonanjo", "Bonapriso",
    "Cité des Palmiers", "Deïdo", "Kotto", "Logbaba", "Logpom", "Makepe", "Ndogbong", "Ndokoti",
    "New Bell", "Nyalla", "PK 8", "Yassa",
)
COMPANIES = (
    "Menuiserie du Wouri", "Ébénisterie Bépanda Meubles", "Résidence Les Manguiers",
    "Cuisines & Bois d'Akwa", "Atelier Njoh Frères", "Hôtel La Falaise Bleue",
    "École bilingue Les Colibris", "Bâtir Littoral", "Snack Le Calao", "Agence Déco Makepe",
)
