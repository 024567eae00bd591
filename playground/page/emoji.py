"""The emoji shortcodes that the page can draw, by Slack's names."""

EMOJI: dict[str, str] = {
    "memo": "📝", "eyes": "👀", "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "warning": "⚠️",
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "clap": "👏", "raised_hands": "🙌", "pray": "🙏",
    "tada": "🎉", "heart": "❤️", "green_heart": "💚", "blue_heart": "💙", "purple_heart": "💜", "yellow_heart": "💛",
    "star": "⭐", "star2": "🌟", "sparkles": "✨", "fire": "🔥", "rocket": "🚀", "100": "💯", "bulb": "💡",
    "trophy": "🏆", "medal": "🏅", "sports_medal": "🏅", "muscle": "💪", "wave": "👋", "ok_hand": "👌", "point_up": "☝️",
    "point_right": "👉", "point_down": "👇", "smile": "😄", "smiley": "😃", "grinning": "😀", "blush": "😊",
    "slightly_smiling_face": "🙂", "wink": "😉", "joy": "😂", "sweat_smile": "😅", "thinking_face": "🤔",
    "disappointed": "😞", "cry": "😢", "sob": "😭", "scream": "😱", "relieved": "😌", "sunglasses": "😎",
    "heart_eyes": "😍", "hugging_face": "🤗", "neutral_face": "😐", "upside_down_face": "🙃",
    "coffee": "☕", "cake": "🍰", "beers": "🍻",
    "dart": "🎯", "chart_with_upwards_trend": "📈", "chart_with_downwards_trend": "📉", "bar_chart": "📊",
    "calendar": "📅", "date": "📅", "spiral_calendar_pad": "🗓️", "clock3": "🕒", "stopwatch": "⏱️",
    "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "alarm_clock": "⏰", "bell": "🔔", "no_bell": "🔕",
    "lock": "🔒", "unlock": "🔓", "key": "🔑", "wrench": "🔧", "hammer_and_wrench": "🛠️", "gear": "⚙️",
    "computer": "💻", "iphone": "📱", "email": "📧", "envelope": "✉️", "phone": "☎️", "telephone_receiver": "📞",
    "link": "🔗", "pushpin": "📌", "round_pushpin": "📍", "label": "🏷️", "ticket": "🎫", "page_facing_up": "📄",
    "clipboard": "📋", "pencil": "📝", "pencil2": "✏️", "mag": "🔍", "question": "❓", "exclamation": "❗",
    "information_source": "ℹ️", "speech_balloon": "💬", "busts_in_silhouette": "👥", "bust_in_silhouette": "👤",
    "office": "🏢", "house": "🏠", "seedling": "🌱", "sunny": "☀️", "zap": "⚡", "repeat": "🔁",
    "arrow_up": "⬆️", "arrow_down": "⬇️", "arrow_right": "➡️", "leftwards_arrow_with_hook": "↩️",
    "large_green_circle": "🟢", "large_yellow_circle": "🟡", "large_orange_circle": "🟠", "red_circle": "🔴",
    "large_blue_circle": "🔵", "white_circle": "⚪", "black_circle": "⚫", "small_blue_diamond": "🔹",
    "handshake": "🤝", "lifebuoy": "🛟", "ring_buoy": "🛟", "mega": "📣", "loudspeaker": "📢", "gift": "🎁",
}  # fmt: skip

QUICK_REACTIONS: tuple[str, ...] = ("memo", "+1", "raised_hands", "heart", "tada", "eyes", "white_check_mark", "pray")


def emoji_or_code(name: str) -> str:
    """The character for a shortcode (skin tones are left out), or the shortcode in colons as Slack shows it."""
    return EMOJI.get(name.split("::", 1)[0], f":{name}:")
