"""First names and aliases that are also ordinary words in English, Spanish, German or French; all folded."""

from bot.domain.line.languages import word_set

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": word_set(
        """
        that who is and of it for the with have you so very to our was were had her his your my this we
        """
    ),
    "es": word_set(
        """
        me gracias al para de por en que y la nos fue es el mi con lo los las una muy su del
        """
    ),
    "de": word_set(
        """
        hat sehr mit danke fur von im war ist sie ich und die der das wir uns mir mich ein eine einen haben den dem
        """
    ),
    "fr": word_set(
        """
        a un vous merci pour de au la nous est du votre mon ma notre le je avec et une les tres ete des
        """
    ),
}
"""Words by which a language is told, and which are a name only with a capital letter and more evidence."""

FUNCTION_NAMES = frozenset().union(*FUNCTION_WORDS.values())

TIMES_AND_PLACES = word_set(
    """
    may season monday tuesday wednesday friday june july april august march january summer autumn winter spring
    abril mayo junio julio agosto mai juin juillet juni juli sommer herbst fruhling victoria paris florence
    sydney georgia virginia carolina india china austin chelsea jordan israel kenya asia america dallas houston
    london madison savannah phoenix geneva lourdes valencia roma milan chad christian easter noel pascal domingo
    """
)
"""Ordinary with a capital letter too: 'in May', 'from Paris'."""

VIRTUES = word_set(
    """
    may star joy june april august summer autumn victoria noel hope faith grace charity patience prudence honor
    honour constance harmony melody destiny luz esperanza fe paz gloria soledad ernst stern sol aurora luna rose
    rosa olive dawn sky pearl crystal amber ginger alegria estrella rocio alba caridad ange bliss
    """
)
"""'Summer was great' is no evidence of a person; 'Summer was so patient' is."""

ALSO_WORDS = (
    FUNCTION_NAMES
    | TIMES_AND_PLACES
    | VIRTUES
    | word_set(
        """
    he in if don hi good best love ty or be an on by than as no up rock gem angel ace engel gold case frank us
    guy man tu ti ton tech son field am ho can will do see ja si oui at lake mark bill art drew dean chase eve
    ivy holly hazel heather iris jasmine lily ruby skye daisy jade carol robin jay rich nick pat sue dick jack
    rob peg gene hunter mason carter cooper taylor parker archer miles major earl duke king prince reed cliff
    glen dale heath lane lance sterling ford wade chip buddy bud buck colt cash chance brook sandy penny sunny
    misty candy cherry merry mercy jewel kitty norm stew skip trip grant max page clay hart young long brown
    green white black gray grey short small price stone wood hill park rivers banks fields woods bush fox wolf
    bird fish lamb bishop pope knight cook baker turner bauer vogel keller berg stein silber klein gross lang
    kurz jung konig adler falk horst jasmin heide linde jun sep toni wall bell ball hall moon sun pilar mar cruz
    dolores consuelo remedios amparo concepcion mercedes salvador santos leon clara blanca bruna franco justo
    pio primo leal nieves celeste azul violeta margarita jazmin marina reyes socorro milagros perla linda bella
    dulce modesto maximo placido lino claire pierre blanche marguerite violette aime aimee desire constant
    parfait juste fleur olivier marin marine colombe franc loup modeste clement clemence aurore cerise prune
    capucine hung van song jin ed jo bo mo go ya yo non ok lee tan now new win bay dung doc dot ravi
    """
    )
)
"""Any of these needs evidence that a person is meant."""

GERMAN_NOUNS = word_set(
    """
    ernst stern falk horst engel viola jasmin heide linde rose sommer herbst fruhling winter konig adler wolf berg stein
    gold silber klein gross lang kurz jung mark mai juni juli august art fall rat band hand star ruf hell sohn
    mann reich ring
    """
)
"""Written with a capital letter in German, whether a person is meant or not."""
