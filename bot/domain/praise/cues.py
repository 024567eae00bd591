"""The words and phrases that speak for or against praise of a person, in English, Spanish, German and French.

All are folded (lower case, no diacritics; see `features.fold`). A `*` at the end stands for any ending of the word. They
only say what is there: how much each counts, alone and together with others in one sentence, is learned
(docs/praise-classifier.md).
"""

CUES: dict[str, str] = {
    "thanks": """
        thank; thanks; thanx; thx; tnx; ty; tysm; thank you; cheers; ta; thankful; grateful; gratitude; much obliged
        gracias; agradec*; agradezc*; mil gracias; agradecid*
        danke; dank; dankesch*; bedank*; dankbar*; vielen dank; herzlichen dank; besten dank; merci; verdank*
        remerci*; mille mercis; merci beaucoup; reconnaissan*; gratitud; chapeau; bravo
    """,
    "advance": """
        in advance; in anticipation; thanks for your help with this; thanks for looking into; thank you for looking into
        if you could; would be great if; would be appreciated; would appreciate; it would be nice; would be grateful
        por adelantado; de antemano; por anticipado; agradeceria; agradeceriamos; se agradece
        im voraus; vorab; ware nett; ware dankbar; waren dankbar; wurde mich freuen; ware super wenn; waere nett
        d'avance; par avance; serait gentil; serais reconnaissant*; serions reconnaissant*; vous remercierais
    """,
    "you": """
        you; your; you're; u; ur; yourself; yours; ya
        te; ti; tu; tus; usted; ustedes; vos; contigo; vosotros; os; vuestra; vuestro; has; eres; fuiste; estuviste
        du; dich; dir; dein*; euch; euer; eure; euren; ihnen; hast; bist; warst; deiner
        vous; toi; votre; vos; ton; ta; tes; t'; as; es
    """,
    "they": """
        he; she; him; her; his; hers; herself; himself; they; them; who; guy; guys; lad; gal; girl; bloke
        el; ella; ellos; ellas; quien; chica; chico; muchacha; muchacho; senor; senora; senorita
        er; sie; ihn; ihm; ihr; ihre; ihren; dame; herr; herrn; frau; junge; kerl
        il; elle; lui; ils; elles; monsieur; madame; mme; m; jeune; celle; celui; dame
    """,
    "colleague": """
        technician*; tech; engineer; agent; rep; representative; advisor; adviser; consultant; nurse; doctor; midwife
        driver; courier; receptionist; waiter; waitress; bartender; concierge; porter; housekeeper; cashier; clerk
        teller; assistant; colleague*; coworker; employee; support person; account manager; manager; dispatcher
        tecnico; tecnica; agente; asesor; asesora; enfermer*; doctora; conductor; repartidor*; recepcionista; camarer*
        companero; companera; empleado; empleada; gestora; gestor; chofer; dependient*; mozo; operador*
        techniker*; kolleg*; mitarbeiter*; berater*; fahrer*; pfleger*; schwester; arztin; arzt; kellner*; verkaufer*
        ansprechpartner*; sachbearbeiter*; betreuer*; monteur*; rezeptionist*; hausmeister*
        technicien*; collegue*; conseill*; infirmi*; chauffeur; livreur; livreuse; receptionniste; serveu*; vendeu*
        employe; employee; gestionnaire; interlocut*; assistante; soignant*; aide-soignant*; medecin; hotesse; hote
    """,
    "quality": """
        patient; patiently; patience; kind; kindly; kindness; friendly; helpful; polite; courteous; calm; calmly; professional
        professionally; professionalism; attentive; thoughtful; caring; empathetic; empathy; compassion; compassionate
        understanding; knowledgeable; thorough; thoroughly; diligent; responsive; proactive; dedicated; dedication
        warm; warmth; gentle; gently; respectful; honest; considerate; gracious; welcoming; reassuring; reassured
        competent; skilled; skillful; expertise; expert; attitude; cheerful; generous; tireless; tirelessly; sweet
        lovely; sweetest; nicest; kindest; listened; listens; cared; cares; listening; clearly explained; good humour
        humor; clear; clearly; efficient; accommodating; personable; sharp; composed; went through; level-headed
        amable*; amabilidad; amabilisim*; paciente; paciencia; atent*; profesional*; profesionalidad; educad*; simpatic*
        carin*; calid*; calidez; dedicacion; empatia; empatic*; servicial; tranquil*; humana; humano; competente; eficaz
        eficiente; respetuos*; comprensiv*; trato; escucho; escucharme; encantador*; dispuest*; disposicion; generos*
        maj*; implicad*; resolutiv*; detallista; dulce; dulzura; cercan*; atencion; profesionalismo
        geduld; geduldig*; freundlich*; nett; nette; nettes; netter; hilfsbereit*; kompetent*; kompetenz; hoflich*; ruhig
        ruhe; engelsgeduld; zuvorkommend*; einfuhlsam*; einfuhlungsvermogen; professionell*; verstandnisvoll*; aufmerksam*
        zuverlassig*; engagiert*; engagement; sympathisch*; herzlich; herzliche; souveran*; fachkundig*; grundlich*
        zugehort; liebevoll*; lieb; liebe art; humorvoll; bemuht; respektvoll; menschlich*; freundlichkeit; warmherzig
        patience; patiente; gentil*; gentillesse; aimable*; amabilite; serviable*; professionnel*; professionnalisme
        a l'ecoute; ecoute; poli; polie; calme; souriant*; sourire; bienveillan*; competence*; competent*; reactiv*
        reactif; disponib*; humain; humaine; chaleureu*; attentionne*; attentif; attentive; efficac*; devoue*; pedagog*
        rassur*; sympa; sympathique*; adorable*; doux; douce; douceur; delicat*; prevenan*; humour; tact
    """,
    "beyond": """
        above and beyond; beyond; extra mile; out of his way; out of her way; out of your way; out of their way
        stayed late; stayed on; stayed with; stayed up; stayed behind; on his day off; on her day off; on your day off
        after hours; lifesaver; life saver; saved my; saved our; saved the; saved us; saved me; legend; hero; star
        rockstar; rock star; superstar; angel; gem; treasure; wizard; genius; asset; credit to; hats off; outstanding
        phenomenal; exceptional; wonderful; brilliant; fantastic; incredible; amazing; gold; best; couldn't have; couldn't ask
        made my day; made the difference; took the time; taking the time; took time; never made me; deserves; deserve
        a pleasure; a joy; a delight; without her; without him; without you; rescued; dropped everything; champ
        de diez; un diez; un sol; crack; una joya; un encanto; un amor; se desvivio; se quedo; mas alla; salvaste; salvo
        me salvo; nos salvo; un angel; heroe; heroina; excelente; excepcional; maravillos*; increible; fantastic*; estupend*
        merece; sombrero; de lujo; inmejorable; un placer; se tomo; sin ella; sin el; maquina; genia; genio
        gerettet; gold wert; held; heldin; engel; klasse; spitze; spitzenmassig; grossartig*; hervorragend*; toll; tolle
        toller; fantastisch*; wahnsinn; erste sahne; ausserordentlich*; aussergewohnlich*; weltklasse; perle; schatz; hut ab
        extra; zeit genommen; feierabend; vorbildlich*; ohne sie; ohne dich; ohne ihn; ubertroffen; verdient; besser geht
        sauve; sauvee; une perle; en or; au top; genial*; formidable*; exceptionnel*; extraordinaire*; remarquable*; heros
        heroine; un ange; parfait; parfaite; super; impeccable; irreprochable*; prend le temps; pris le temps; prenant le temps
        sans elle; sans lui; merite; chapeau bas; au-dela; plus loin; en quatre; un plaisir; tire d'affaire; tire une epine
    """,
    "praising": """
        impressed; impressive; kudos; shout out; shoutout; props; compliment*; commend*; recommend; praise; praised; praising
        appreciate; appreciated; appreciates; appreciative; delighted; thrilled; raved; raving; raves; hand it to; recognition
        give credit; credit where; well done; nice job; great job; good job; awesome job; excellent job; great work; good work
        excellent work; amazing job; fantastic job; super job; bang-up; singing; pass on; pass along; blown away; give that
        promotion; promote; raise; pay rise; bonus; 5 stars; five stars; full marks; 10/10; 10 out of 10; hug; big up; touched
        felicit*; felicidades; enhorabuena; impresionad*; elogi*; recomiend*; buen trabajo; gran trabajo; excelente trabajo
        reconoc*; encantad*; aplaus*; chapo; ascenso; subida; felicite; transmitan; hagan llegar; maravilla; bravo
        beeindruck*; lob; loben; gelobt; lobend*; kompliment*; gute arbeit; tolle arbeit; super gemacht; gut gemacht
        begeistert; empfehl*; anerkennung; schwarmt; schwarmen; respekt; richten sie; weitergeben; beforder*; gehaltserhohung
        impressionne*; recommande; compliment*; beau travail; bon travail; excellent travail; super travail; bien joue; apprecie*
        ravi; ravie; ravis; eloge*; eloges; enchante*; transmett*; salue; saluer; tirer mon; augmentation; promotion
    """,
    "outcome": """
        fixed; solved; resolved; sorted; helped; explained; walked; showed; found; restored; recovered; repaired; replaced; rescued
        answered; handled; managed; got; made; turned; arranged; stayed; called; calmed; guided; taught; reassured; figured; spotted
        untangled; noticed; tracked; chased; worked; came; drove; spent; did; took; went; put; cleared; took care; dealt; was; were
        resolvio; resolvi*; ayudo; ayudaste; ayudado; soluciono; solucion*; arreglo; arregl*; explico; explic*; consiguio; encontro
        atendio; acompano; logro; hizo; tuvo; fue; estuvo; vino; gestiono; localizo; recupero; llamo; dedico; ensen*; atend*
        geholfen; gelost; erklart; repariert; gefunden; behoben; geschafft; gekummert; gebracht; hat; hatte; war; waren; gerettet
        hingekriegt; hinbekommen; organisiert; erledigt; gezeigt; unterstutzt; durchgefuhrt; gemacht; angerufen; geblieben; half; beruhigt
        aide; resolu; regle; repare; explique; trouve; accompagne; guide; debloque; depanne; recupere; rassure; gere; etait; a ete; avez
        arrange; fait; remis; montre; rappele; resta; reste; occupe; occupee; pris; su; a su
    """,
    "behaviour": """
        the way; how he; how she; how they; how you; how well; how patiently; how calmly; how quickly; how kindly
        la forma en que; la manera en que; como me; como nos; con que; lo bien que; wie er; wie sie; wie du; die art
        la facon dont; la maniere dont; comme il; comme elle; avec laquelle; la forma de
    """,
    "relayed": """
        my boss; our boss; my manager; our manager; our ceo; our cfo; our director; my director; my wife; my husband; my mum
        my mother; my mom; my dad; my father; our client; our customers; my team; my whole team; our team; the board; our owner
        everyone here; everybody here; told me; asked me to; wanted me to; keeps telling; said that; couldn't stop; the family
        our auditors; grandmother; my son; my daughter; the guests; my parents; the head of; our staff; our finance
        mi jef*; nuestra directora; nuestro director; mi madre; mi padre; mi marido; mi mujer; mi equipo; me ha pedido; me pidio
        me dijo; me conto; nos conto; mi hija; mi hijo; mi abuel*; la direccion; nuestro jefe; nuestra jefa; nuestros clientes
        mein chef; meine chefin; unser chef; unsere chefin; meine mutter; mein vater; meine frau; mein mann; mein team; unser team
        die geschaftsfuhrung; unser geschaftsfuhrer; hat mir erzahlt; meinte; lasst ausrichten; bat mich; unsere kund*; meine oma
        mon chef; ma cheffe; mon patron; notre directeur; notre directrice; ma mere; mon pere; mon mari; ma femme; mon equipe
        notre equipe; la direction; m'a demande; m'a dit; m'a raconte; ma fille; mon fils; ma grand-mere; nos clients; le patron
    """,
    "good": """
        good; great; nice; excellent; awesome; perfect; superb; happy; glad; pleased; love; loved; best; smooth; quick; quickly
        fast; satisfied; super; top; terrific; splendid; first class; world class; stellar; solid; impressed; joy
        bien; buen; buena; bueno; muy bien; genial; perfecto; rapid*; contento; contenta; satisfech*; feliz
        gut; gute; guten; guter; sehr gut; schnell*; zufrieden; froh; perfekt; prima; glucklich; bestens; freut
        bon; bonne; tres bien; bien; excellent*; satisfait*; rapide*; rapidement; content*; heureu*
    """,
    "product": """
        app; apps; application; product; products; update; version; release; feature; features; dashboard; website; site; software
        interface; design; ui; button; tool; platform; system; api; plugin; laptop; device; phone; printer; router; camera; quality
        material; fabric; shoes; battery; screen; machine; coffee; food; meal; breakfast; room; pool; bed; price; prices; menu
        packaging; plan; integration; report; mode; search; headset; keyboard; delivery; dish; taste; course; portal; account
        aplicacion; producto; productos; actualizacion; pagina; web; funcion; herramienta; plataforma; sistema; precio; precios
        calidad; bateria; pantalla; comida; habitacion; desayuno; diseno; interfaz; piscina; envio; tienda; panel; boton; movil
        produkt*; anwendung; funktion*; oberflache; webseite; seite; gerat; preis*; qualitat; akku; bildschirm; essen; zimmer
        fruhstuck; werkzeug; portal; lieferung; verpackung; suche; drucker; hotel; matratze; schuhe; kaffee; handy
        appli; produit*; mise a jour; nouvelle version; fonctionnalite*; site; outil; logiciel; prix; qualite; batterie; ecran
        repas; chambre; petit-dejeuner; livraison; emballage; piscine; interface; tableau de bord; telephone; lit
    """,
    "ask": """
        ?; can you; could you; would you; can someone; could someone; can anyone; does anyone; is there; please; pls; plz; when will
        when can; how do; how can; what is; what's; where; i need; we need; need you to; let me know; any update; any news; will you
        puede; podria; puedes; podrias; podeis; podrian; por favor; cuando; necesit*; hay alguna; alguien; quisiera; me gustaria
        konnen sie; konntest; konnten; kannst; konnt; bitte; wann; brauch*; gibt es; hatte gern; wo finde; kann jemand; wissen sie
        pouvez; pourriez; pourrais; peux-tu; pourrait; merci de; quand; besoin; est-ce; svp; s'il vous plait; veuillez; quelqu'un; j'aimerais
    """,
    "negation": """
        not; no; never; nothing; nobody; none; don't; doesn't; didn't; isn't; wasn't; can't; couldn't; won't; without; hardly; barely
        no one; less; neither; nor; wouldn't; aren't; weren't; haven't; hasn't; zero
        nunca; nada; nadie; ni; sin; tampoco; ningun*; jamas
        nicht; kein*; nie; niemand; nichts; ohne; weder; niemals; kaum
        ne; pas; jamais; rien; personne; aucun*; n'; ni; sans; guere
    """,
    "sarcasm": """
        great, again; yet again; once again; down again; broken again; thanks for nothing; thanks a lot; oh great; oh wow; oh good
        how lovely; slow clap; bravo; just what i needed; just what we needed; just brilliant; just great; just perfect; way to go
        third time; fourth time; fifth time; genius move; what a surprise; shocker; as always; yeah right; /s; sure; surprise surprise
        well done breaking; nice work breaking; another outage; brilliant idea; love how; love it when; truly; stunning; so-called
        congratulations on; gold medal; award; applause; masterclass; only took; only; still; again
        otra vez; de nuevo; menos mal; que bien; que sorpresa; gracias por nada; vaya; lo de siempre; como siempre; solo; todavia; aun
        schon wieder; na toll; na super; na danke; mal wieder; wieder mal; ganz toll; danke fur nichts; wie immer; glanzleistung
        meisterleistung; immer noch; respekt; erst; wieder; herzlichen gluckwunsch
        encore une fois; encore; merci pour rien; quelle surprise; comme d'habitude; toujours; bravo; felicitations; seulement; a nouveau
    """,
    "complaint": """
        rude; rudely; unhelpful; slow; terrible; awful; horrible; worst; unacceptable; disappointed; disappointing; frustrated; frustrating
        ridiculous; useless; incompetent; ignored; ignoring; hung up; arrogant; dismissive; unprofessional; careless; lazy; wrong; mistake
        complaint; complain; refund; broke; broken; fail; failed; failing; failure; crash; crashed; crashes; error; down; outage; lost
        late; delay; delayed; waiting; waited; worse; poor; bad; bug; mess; annoying; shame; joke; nonsense; condescending; impolite
        interrupted; blamed; lied; forgot; shouted; attitude problem; escalate; unresolved; issue; offline; lockout; missing; damaged
        grosero*; grosera; maleducad*; pesim*; fatal; horrible; lent*; inaceptable; decepcion*; ignor*; incompetente; queja; caid*
        averia; error; fallo; falla; perdid*; roto; rota; tarde; retraso; esperando; mal; mala; malo; verguenza; colgo; desagradable; antipat*
        unfreundlich*; unhoflich*; frech*; inkompetent*; langsam; schlecht*; katastroph*; enttausch*; ignoriert; aufgelegt; beschwer*
        inakzeptabel; fehler; kaputt; verspat*; ausfall; ausgefallen; arger*; verloren; warte; gewartet; arrogant; unverschamt*; peinlich
        panne; plante; impoli*; desagreable*; incompetent*; lent; lente; nul; nulle; mauvais*; honte*; horrible; inadmissible; decu*; decevant*
        raccroche; erreur; retard; perdu*; attend*; arrogant*; bugge; catastroph*; inacceptable*; plainte; casse; probleme; meprisant*
    """,
    "bearing": """
        your patience; for your patience; for bearing with; your understanding; for understanding; for waiting; for your cooperation
        for your cooperation; for your time; for the update; for the info; for letting; for letting us know; for the heads up; for confirming
        for your message; for reaching out; for contacting; for your email; for your mail; for your order; for your interest; for choosing
        for the quick reply; for the reply; for getting back; for sharing; for reporting; for your feedback; for the reminder; for flagging
        su paciencia; tu paciencia; por la espera; su comprension; por esperar; por la informacion; por avisar; por su mensaje; por su compra
        por contactar; por su interes; por elegir; por la respuesta; por el aviso; por vuestra paciencia; por vuestra comprension
        ihre geduld; eure geduld; deine geduld; ihr verstandnis; euer verstandnis; furs warten; fur die info; fur die ruckmeldung
        fur ihre nachricht; fur ihre anfrage; fur ihr interesse; fur ihre bestellung; fur die nachricht; fur den hinweis; fur die antwort
        votre patience; votre comprehension; pour l'attente; pour l'info; pour l'information; votre message; votre commande; votre interet
        pour la reponse; votre confiance; votre retour; pour ton retour; pour le retour; d'avoir patiente; avoir contacte; d'avoir choisi
    """,
    "occasion": """
        birthday; anniversary; congratulations; congrats; wedding; newborn; welcome; merry christmas; happy new year; holidays; weekend
        retirement; get well; good luck; lunch; beers; drinks; cake; pizza; coffee later; football; match; happy friday; good morning
        cumple; cumpleanos; feliz navidad; buen finde; fin de semana; bienvenid*; boda; vacaciones; suerte; partido; cena; buenos dias
        geburtstag; gluckwunsch; gluckwunsche; hochzeit; willkommen; weihnachten; wochenende; urlaub; gute besserung; kuchen; feierabendbier
        anniversaire; joyeux; bonne annee; bienvenue; mariage; vacances; week-end; bon courage; pot; gateau; retraite; bonne journee; noel
    """,
    "everybody": """
        everyone; everybody; all; all of you; you all; y'all; folks; team; guys; both; staff; crew; company; department
        todos; todas; equipo; empresa; compania; personal; plantilla; alle; allen; allerseits; zusammen; firma; unternehmen; leute
        tous; toutes; equipe; tout le monde; entreprise; societe; personnel
    """,
    "coming": """
        for coming; for joining; for attending; for participating; for being here; for your participation; for dialing in; for making it
        for taking part; for signing up; for showing up; por venir; por asistir; por participar; por acompanarnos; furs kommen; fur die teilnahme
        furs mitmachen; fur eure teilnahme; d'etre venus; pour votre participation; votre presence; d'avoir participe; pour votre presence
    """,
    "automatic": """
        out of office; automatic; automated; auto-reply; autoreply; do not reply; no-reply; noreply; unsubscribe; ticket number; has been received
        we have received; will get back; will respond; on leave; limited access; case number; reference number; survey; rate your; click here
        respuesta automatica; fuera de la oficina; no responda; hemos recibido; numero de; nos pondremos; encuesta
        abwesenheit*; automatische; nicht im buro; wir haben ihre; eingegangen; ticketnummer; nicht auf diese; abwesend; melden uns
        reponse automatique; absent; absente; ne pas repondre; nous avons bien; a bien ete; numero de; enquete; dans les meilleurs delais
    """,
    "instruct": """
        make sure; remember to; step; first; then; click; open; select; restart; reboot; go to; fill in; attach; send me; forward; reminder
        note that; deadline; by friday; by monday; must; should; ensure; agenda; meeting; install; log in; press
        recuerd*; abra; haga; pulse; reinici*; asegur*; envi*; reunion; deberia; hay que; debe; rellen*
        klick*; offnen; starten; achten; denkt; denken sie; ausfullen; muss; mussen; sollte; besprechung; termin; schickt
        cliqu*; ouvr*; redemarr*; assurez; pensez; remplir; envoy*; doit; faut; reunion; rappel; oubliez
    """,
    "future": """
        will; going to; would; tomorrow; next week; hope; hopefully; looking forward; soon; once; if; as soon as; until; when you
        manana; proxima semana; espero; esperamos; cuanto antes; si; quedo; quedamos; pronto
        morgen; nachste woche; hoffe; hoffen; freue mich auf; sobald; falls; wenn; bald; werde; werden; wurde; warten auf
        demain; semaine prochaine; espere; esperons; des que; si; bientot; serait; sera; dans l'attente
    """,
    "closing": """
        regards; best regards; kind regards; best; sincerely; cheers; yours; respectfully; warmly; sent from; rgds; br
        saludos; atentamente; un saludo; cordialmente; abrazo; slds; enviado desde
        gruss; grusse; grussen; mfg; lg; vg; viele grusse; mit freundlichen; beste grusse; gesendet von; hochachtungsvoll
        cordialement; bien a vous; salutations; cdt; bien cordialement; respectueusement; envoye de; bonne reception
    """,
    "heart": """
        :pray:; :clap:; :heart:; :tada:; :raised_hands:; :star:; :star2:; :100:; :muscle:; :hugging_face:; :trophy:; :heart_eyes:; :fire:
        :blush:; :smile:; :medal:; :first_place_medal:; :star-struck:; :bow:; :sparkling_heart:; :+1:; :thumbsup:; :sunflower:; :rocket:
    """,
    "scorn": """
        :face_with_rolling_eyes:; :rolling_eyes:; :unamused:; :upside_down_face:; :rage:; :angry:; :facepalm:; :man-facepalming:; :-1:
        :woman-facepalming:; :expressionless:; :clown_face:; :skull:; :smirk:; :slightly_frowning_face:; :face_palm:; :roll_eyes:
    """,
}
"""What may stand in a sentence, to its words and phrases: one a line or parted by semicolons."""

SECOND_PERSON_ENDINGS = ("aste", "iste", "asteis", "isteis")
"""Spanish verbs say 'you' by their ending: 'ayudaste', 'fuiste'."""

EMOJI: dict[str, str] = {
    **dict.fromkeys("🙏👏❤💙💚💛🧡💜💖🎉🙌⭐🌟💯💪🤗🏆😍🔥😊🙂🥇🤩👍🌻🚀😇🥰☀✨💐🌷🎖", ":heart:"),
    **dict.fromkeys("🙄😒🙃😡😠🤦👎😑🤡💀😏🤬😤🤨", ":rage:"),
}
"""Emoji characters, to one that stands for its kind."""

STOPWORDS: dict[str, str] = {
    "en": """the and is was to for of that this it in my with you i we are have had be at on so but they from our your me her his
        thanks thank very not she he him who an been just got""",
    "es": """el la los las que de y en un una por con para no me se lo mi es muy gracias nos su al del pero fue ha como mas esta le
        todo usted hola ayer""",
    "de": """der die das und ist nicht ich mit fur den dem ein eine zu auf war sie wir hat mir es uns im bei auch sehr danke von
        haben noch aber ihr ihre dank wie habe euch schon""",
    "fr": """le la les et est pas je vous de des un une pour avec dans que qui nous du au ce ma mon merci tres mais il elle sur a
        ont votre ete j' l' d' c' m' qu' n' s'""",
}
"""Frequent words, by which the language is told."""

ALSO_WORDS = frozenset(
    """will mark grace hope may bill art rose joy faith april june august frank rob sue pat jack ray grant chase dean drew wade
    chip dawn hazel heather holly iris ivy ginger summer autumn sky max guy victor christian angel sol luz paz mar rosa pilar
    mercedes blanca clara franco leon ernst wolf gut pierre olive marine aurore victoire prudence prudence son ali an""".split()
)
"""First names that are also words: they count only with a capital letter, or after an '@'."""
