"""The words that tell who is meant, in English, Spanish, German and French; all folded (`tokens.name_fold`).

Phrases are tuples of words. What each list decides is said where it is used (`evidence`, `roles`, `zones`).
"""

from bot.domain.line.languages import word_set


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(";") if phrase.strip())


def _starts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TITLES = word_set(
    """
    mr mrs ms miss mister dr doctor prof professor sir madam sr sra srta don dona senor senora senorita doctora
    herr herrn frau fr m mme mlle monsieur madame mademoiselle ing lic dra
    """
)

GREETINGS = _phrases(
    """
    hi; hello; hey; dear; hiya; howdy; good morning; good afternoon; good evening; morning; afternoon; evening;
    hi there; hey there; hello there; hola; buenos dias; buenas tardes; buenas noches; buenas; buen dia;
    estimado; estimada; estimados; querido; querida; apreciado; apreciada; hallo; guten tag; guten morgen; guten
    abend; moin; servus; gruss gott; gruezi; liebe; lieber; hi liebe; hallo liebe; hallo lieber; sehr geehrte;
    sehr geehrter; sehr geehrtes; bonjour; bonsoir; salut; coucou; cher; chere; chers
    """
)

CLOSINGS = _phrases(
    """
    best; best regards; kind regards; warm regards; warmest regards; regards; all the best; best wishes; with
    best regards; br; many regards; kindest regards; sincerely; yours sincerely; sincerely yours; yours truly;
    yours; respectfully; warmly; love; take care; have a great day; have a nice day; have a good day; xoxo;
    greetings; with kind regards; rgds; cordially; saludos; un saludo; saludos cordiales; un cordial saludo;
    cordialmente; atentamente; atte; un abrazo; abrazos; saludo; muchos saludos; mit freundlichen grussen; mit;
    besten grussen; freundliche grusse; beste grusse; viele grusse; liebe grusse; herzliche grusse; schone
    grusse; gruss; mfg; lg; vg; bg; liebe gruesse; viele gruesse; mit freundlichen gruessen; beste gruesse; mit
    freundlichem gruss; mit herzlichen grussen; freundlichst; cordialement; bien cordialement; bien a vous;
    sinceres salutations; salutations; amicalement; bien amicalement; a bientot; cdlt; cdt; bises; meilleures
    salutations
    """
)

THANKS = _phrases(
    """
    thanks; thank you; thank u; thx; ty; tysm; cheers; ta; thanks again; thank you again; many thanks; thanks so
    much; thanks a lot; thanks a million; thank you so much; thank you very much; thanks very much; huge thanks;
    big thanks; so thank you; gracias; muchas gracias; mil gracias; muchisimas gracias; danke; vielen dank;
    herzlichen dank; danke dir; danke schon; dankeschon; besten dank; tausend dank; merci; merci beaucoup; mille
    mercis; merci bien; grand merci
    """
)
"""What may close a message ('Thanks, Ana') or be said to somebody ('Thanks Ana')."""

PRAISE_TO = word_set(
    """
    thanks thank thx ty cheers kudos props bravo shoutout congrats congratulations gracias danke dank merci
    felicidades enhorabuena felicitaciones chapeau lob credit compliments compliment applause respect appreciate
    appreciated recognise recognize praise praised commend recommend thanking felicitar agradecer agradezco
    felicito bedanken loben lobe remercier remercie feliciter felicite job work done out
    """
)
"""A name right behind these, or behind these and 'to', 'for' or 'so much', is thanked or praised."""

TO = word_set(
    """
    to for a an al para fur pour von de so much you again all our lot million very huge special big mr ms
    """
)

CC = word_set("cc ccing cced fyi adding looping copying copiando copio kopie copia tagging +")
SUBJECT_ASIDES = _phrases(
    """
    on the other hand; however; por otro lado; en cambio; sin embargo; hingegen; dagegen; allerdings; par
    contre; en revanche; for example; by contrast; though; leider; unfortunately; lamentablemente;
    malheureusement; sadly
    """
)

CONTRASTS = _phrases(
    """
    unlike; not; instead of; rather than; compared to; compared with; in contrast to; as opposed to; except;
    except for; apart from; contrary to; no thanks to; never; different from; nicht; anders als; im gegensatz
    zu; statt; anstatt; anstelle von; ausser; verglichen mit; a diferencia de; al contrario que; en lugar de; en
    vez de; salvo; excepto; menos; y no; no; contrairement a; pas; au lieu de; sauf; a la difference de; plutot
    que; than with; better than with; worse than; but not; mas que
    """
)
NOT_ONLY = word_set("only just solo solamente nur bloss seulement uniquement")

NEGATIONS = word_set(
    """
    not wasnt isnt didnt doesnt couldnt cant cannot wouldnt wont never hasnt hadnt no nunca tampoco nicht nie
    kein keine keinen pas n ne jamais less weniger moins menos hardly barely kaum apenas werent
    """
)
NOT_BAD = _starts(
    """
    only just solo nur seulement give gave giv stop stopp hesit mind leave left rest lose lost quit rush rushed
    once complain let forget better nicer kinder more enough rindio rindi dudo dejo paro perdio aufgegeb verlor
    geruht locker luck besser freundlicher zogert zoger hesite lache abandon baisse perdu plus meilleur mejor
    mas tire judg afraid too fail falt nachgelass aufgehort bother need blame seul pressure panic raise rind auf
    press prisa hetz mete rend
    """
)
"""After a negation these are no blame: 'didn't give up', 'not only', 'couldn't have been nicer'."""

NEGATIVES = _starts(
    """
    rude slow useless unhelpful unfriendly ignor fail forgot impatient unprofessional terribl awful horribl
    worse worst disappoint clueless dismissive arrogan lazy annoy nowhere groser lento lenta maleducad antipatic
    inutil peor decep borde unfreundlich langsam unhoflich ungeduldig schlecht vergess enttausch unverschamt
    arrogant desagreab impoli mauvais nul oubli incompet pire bad badly cold meh
    """
)

POSITIVES = _starts(
    """
    great amaz fantas wonder excel brillian outstand superb perfect awesome incred impress help kind patien
    friendl lovel nice calm polite profession attent thought warm gentl thorough love legend hero star rock
    lifesav best gem treasure angel thank gratef apprec kudos props shout congrat bravo deserv beyond extra
    exception extraord phenom deligh pleas joy nail listen saved saving rescue courteous compassion empath
    reassur dedica credit prais commend medal raise pro priceless superstar incredib tirel stellar splendid
    marvel terrific fab ace super top magic charm caring care bonus gracias agradec genial maravill amabl pacien
    increib estupend fenomen excelent profesional encant simpati atent salvo salvaste salvado crack felicit
    enhorabuena joya lujo impecab carin calid merec desviv detall perfecto fantastic danke dank toll klasse
    spitz grossart hervorrag freundlich geduld hilfsbereit kompetent gerett held wunderbar lob gut beste prima
    lieb engel perle wahnsinn ausgezeichn einfuhls nett zuvorkomm gold fabelhaft vorbild gekumm merci formid
    aimab gentil ecoute patient sourian sauve remerc remarqu efficac adorab professionnel precieu chapeau
    bienveill competen calme heureu ravi medaille above happy glad thrill blown smooth fast quick friend speed
    warm-hearted supportiv knowledg asset goldig souveran
    """
)

ACTIONS = word_set(
    """
    fixed solved resolved sorted helped explained walked showed found restored recovered repaired replaced
    answered handled managed turned arranged stayed calmed guided taught figured spotted noticed tracked worked
    drove spent took made went came brought stepped saved corrected picked talked rescued reassured listened
    delivered dealt jumped called cleared did got kept gave set wrote ran resolvio ayudo soluciono arreglo
    explico consiguio encontro atendio acompano logro hizo estuvo quedo vino nos me se hat hatte half blieb
    erklarte loste fand kam nous m resta trouva aida est etait fut
    """
)
"""What somebody did: behind a name, even in lower case ('the way frank talked us through it')."""

FINITES = word_set(
    """
    was is were has had did does goes gets deserves rocks rules also always really just again absolutely totally
    actually fue es ha estuvo era hizo siempre war ist hat hatte wurde kann konnte est etait a fut avait
    """
)

PERSON_VERBS = word_set("hat hatte estuvo hizo nos me m did gave stayed")
LATE_AFTER = word_set("was always too came is again hour hours minutes days arrived")

PERSONAL = _starts(
    """
    patien kind friendl polite helpful courteous thoughtful attentive professional knowledg calm compassion
    empath lovely hero legend lifesav gem angel amabl pacien atent profesional simpati encant geduldig
    freundlich hilfsbereit nett kompetent aimab gentil patient souriant competent geniale listen
    """
)
"""What only a person is: beside a name that is also a season or a virtue, it tells that the person is meant."""

THIRD_PERSONS = word_set(
    """
    he she him her his hers technician engineer agent colleague guy lady gentleman man woman girl lad person
    driver nurse receptionist ella tecnico tecnica agente companero companera chico chica persona techniker
    technikerin kollege kollegin kollegen mitarbeiter mitarbeiterin er ihn ihm il elle technicien technicienne
    collegue conseiller conseillere
    """
)
YOU_ARE = _phrases(
    """
    you were; you are; youre; you have; youve; you did; you rock; you saved; u rock; u are; u were; du bist; du
    warst; du hast; sie waren; ihr seid; ihr wart; eres; fuiste; has sido; tu es; vous etes; vous avez; tu as;
    vous etiez
    """
)
SECOND_PERSONS = word_set(
    """
    you your youre youve yours yourself u ur te tu tus ti usted ustedes vuestra vuestro eres has fuiste contigo
    du dir dich dein deine deinen deiner euch eure ihnen ihre ihrer bist hast warst vous votre vos toi ton ta es
    """
)

ROLE_NOUNS = word_set(
    """
    technician tech engineer colleague agent advisor adviser consultant rep representative driver dispatcher
    nurse doctor receptionist operator specialist analyst manager named called tecnico tecnica agente companero
    companera asesor asesora recepcionista llamado llamada techniker technikerin kollege kollegin kollegen
    mitarbeiter mitarbeiterin berater beraterin fahrer namens technicien technicienne collegue conseiller
    conseillere nomme nommee appele appelee guy lady especially particularly specifically particular
    """
)

MY = word_set(
    """
    my our mi mis nuestro nuestra nuestros mein meine meiner meinem meinen unser unsere unserer mon ma notre nos
    """
)
RELATIONS = word_set(
    """
    boss ceo cfo coo cto director wife husband son daughter mother father mum mom dad brother sister colleague
    coworker manager owner partner assistant secretary intern friend supervisor jefe jefa marido mujer esposa
    esposo hijo hija madre padre hermano hermana companero companera colega directora socio socia amigo amiga
    chef chefin frau mann sohn tochter mutter vater bruder schwester kollege kollegin kollegen geschaftsfuhrer
    geschaftsfuhrerin freund freundin patron patronne mari femme fils fille mere pere frere soeur collegue
    directeur directrice ami amie neighbour neighbor client customer
    """
)
SERVING = word_set("account support service success case project field it helpdesk desk")
"""'our account manager Ana' serves the writer: no relation of the writer's own."""

INTRODUCTIONS = _phrases(
    """
    im; i am; this is; my name is; its; hier ist; hier spricht; ich bin; mein name ist; ich heisse; soy; aqui;
    le habla; te habla; mi nombre es; me llamo; je suis; ici; mon nom est; je m appelle; habla; firma; signed;
    regards from; yours truly
    """
)
NO_INTRODUCTION = word_set("who dankbar grateful thankful")
HERE = word_set("here hier aqui ici")

REPORTS = word_set(
    """
    told said says asked mentioned suggested opened wrote forwarded reported sent informed tells agrees
    confirmed wanted sagte sagt meinte schrieb fragte berichtete dijo dice comento pidio conto escribio dit
    demande ecrit raconte logged created escalated transferred announced noted scheduled booked promised
    """
)
"""Who did this tells of somebody else's help, or passed the matter on."""

RECIPIENTS = _phrases(
    """
    told; tell; let; inform; ask; asked; informed; telling; asking; spoke to; spoke with; spoken to; spoken
    with; talked to; talked with; according to; contacted; called; emailed; messaged; wrote to; reached; covered
    for; covering for; stepped in for; filled in for; filling in for; stood in for; on behalf of; replaced;
    replacing; helped; helping; taught; trained; sending to; reported to; segun; dile a; digan a; hable con;
    dije a; diga a; laut; sag; vertreten; vertrat; statt; selon; dis a; dites a; parle a; parle avec; remplace;
    remplacait; sustituyo a; en nombre de; en lugar de; cubrio a; reemplazo a; after; before; until; sprach mit;
    gesprochen mit
    """
)
"""Who stands behind these was told, asked or stood in for: not the one who is praised where another is."""

AWAY = word_set(
    """
    away off out on busy sick ill unavailable absent leave left gone vacation holiday urlaub krank vacaciones
    conge absente
    """
)
WAS = word_set("was is war ist estaba etait left")
SO = word_set("so also asi donc deshalb therefore")
AWAY_STARTS = word_set(
    """
    while when since because as wahrend weil als mientras cuando porque pendant quand comme
    """
)

OWNED = word_set(
    """
    team colleague colleagues boss manager lead supervisor department group laptop computer pc account ticket
    printer phone order invoice customer mailbox calendar password desk predecessor replacement absence equipo
    jefe companero companera vorgesetzte vorgesetzter chef chefin kollege kollegin abteilung rechner konto
    equipe collegue ordinateur compte
    """
)
"""What may be somebody's without it being their help: 'Bruno's colleague', 'Ana's laptop'."""

DOUBTS = _phrases(
    """
    maybe; perhaps; either; possibly; i think it was; i believe it was; i guess it was; think his name was;
    think her name was; believe his name was; believe her name was; think he was called; think she was called;
    might have been; may have been; could have been; i think her name is; i think his name is; probably;
    vielleicht; entweder; ich glaube es war; moglicherweise; quizas; quiza; tal vez; creo que era; creo que fue;
    creo que se llamaba; a lo mejor; peut etre; je crois que c etait; soit; not sure if it was; was it; war es;
    something like; ich glaube er hiess; ich glaube sie hiess; her name was maybe
    """
)
ORS = word_set("or oder o ou u")
ANDS = word_set(
    """
    and und y e et plus sowie & + / als auch como aber sino mais aussi then both two well
    """
)
LIST_JOINS = _phrases(
    """
    and; und; y; e; et; &; +; /; plus; sowie; as well as; als auch; como; but also; sondern auch; sino tambien;
    mais aussi; and also; and to; y a; und an; et a; or; oder; o; ou; u
    """
)
ALSO = word_set("too also likewise auch ebenfalls tambien aussi egalement well both")
PLURALS = word_set(
    """
    were are both waren sind beide fueron son ambos ambas estuvieron etaient sont deux have
    """
)

SWITCHES = word_set(
    """
    but while whereas however although though yet aber jedoch wahrend pero mientras sino mais tandis alors
    """
)
"""Where one clause ends and something else is said in the next."""

REQUESTS = word_set(
    """
    can could would please pls plz will kannst konntest konnten konnen bitte puedes podrias puede podria peux
    pouvez pourrais pourriez svp do may fyi look see here
    """
)
APPOSITIONS = word_set(
    """
    our your my the a an not who which from one whose nicht die der das que quien qui une la le el vom aus no pas was
    """
)

AGENT_LABELS = _starts(
    """
    agent technician engineer handled assigned served helped employee colleague advisor tecnico agente techniker
    mitarbeiter bearbeiter bearbeitet conseiller technicien assignee resolver
    """
)
WRITER_LABELS = _starts(
    """
    customer name submitted respondent reviewer client contact requester reporter author kunde cliente nombre
    eingereicht soumis nom from to cc bcc sent von an gesendet de para enviado a objet envoye subject betreff
    asunto reply date datum fecha requested raised opened caller user guest patient
    """
)


NO_SURNAMES = word_set(
    """
    thanks thank i im you we he she it they the a an and or so very your our my great good best super wow well
    amazing awesome gracias danke dank merci sie ihr ihre ihnen was is monday tuesday wednesday thursday friday
    saturday sunday hilfe geduld arbeit support team service problem problems fehler losung rechner laptop
    computer vpn gestern heute montag dienstag mittwoch donnerstag freitag vielen herzlichen liebe lieber grosse
    grosses lob klasse spitze job work ja no nein si oui for from to at on in who has had did rocks rules this
    that please just really what when not her his also both mr ms
    """
)
"""Capitalised words behind a first name that are no last name."""

PLACES_BEFORE = word_set(
    """
    santa san saint st sankt sainte hotel villa hurricane lake port rue calle street cafe restaurant casa puerto
    mount
    """
)


DETERMINERS = word_set(
    """
    the a an this that my your our his her their its no any some every each such el la los las un una mi tu su
    ese esta este der die das den dem des ein eine einen einem mein dein ihr le les une mon ma ton ta votre
    notre ce cette very so more tan muy tres sehr good great full much little big new old two three be been of
    without
    """
)
PREPOSITIONS = word_set(
    """
    in at on by of since until during from near to for with mit im am en de des a au aux dans depuis desde seit
    bis zu before after i you we they will would could can do did not dont
    """
)
CLAUSE_OPENERS = word_set(
    """
    way how that when because and but while then so who whom as like since que como cuando y quand comment comme
    wie dass als und
    """
)
ROLE_ENDS = frozenset((word,) for word in ROLE_NOUNS)
SINGULARS = word_set(
    """
    was is has did fue es ha estuvo hizo war ist hat hatte est etait a deserves me nos m
    """
)
VOCATIVE_NEXT = word_set("you thank thanks gracias danke merci")
FROM = word_set("from at of with von aus bei de del")
NOT_NAMES = _phrases(
    """
    grace a; mark my; will you; will be; may i; may we; may you; hope you; hope this; hope to; may the
    """
)
LIST_WORDS = word_set("y e o u")
