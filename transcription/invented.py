"""What recognisers say without having heard it: subtitle credits learned by heart, and loops."""

import re

from transcription.error_rate import normalised

# Whole utterances that Whisper gives for noise, after normalisation: credits of the films that it learned from.
_CREDITS = re.compile(
    r"(?:由?(?:amara|明镜|优优独播剧场|中文字幕|字幕(?:志愿者|制作|提供|组|由|by))[\w]*"
    r"|(?:请不吝|欢迎)?(?:点赞|订阅|转发|打赏)[\w]*(?:栏目|频道|支持)?"
    r"|(?:谢谢|感谢)(?:大家)?(?:的)?(?:收看|观看|收听|聆听)|下(?:期|次|集)(?:再见|再会)|词曲[\w]*|作词[\w]*作曲[\w]*)"
)
# A syllable or two is said up to five times for emphasis; a phrase is not said three times in one breath
_LOOPS = (re.compile(r"(.{1,2}?)\1{5,}"), re.compile(r"(.{3,20}?)\1{2,}"))


def invented(text: str) -> bool:
    """Whether a whole utterance is one of the known inventions."""
    return _CREDITS.fullmatch(normalised(text)) is not None


def without_loops(text: str) -> str:
    """Cut what is repeated again and again down to one; "好好好" and "很多很多" stay."""
    for loop in _LOOPS:
        text = loop.sub(lambda found: found[1], text)
    return text
