"""What recognisers say without having heard it: subtitle credits learned by heart, and loops."""

import re

from transcription.error_rate import normalised

# Whole utterances that Whisper gives for noise, after normalisation: credits of the films that it learned from.
_CREDITS = re.compile(
    r"(?:由?(?:amara|明镜|优优独播剧场|中文字幕|字幕(?:志愿者|制作|提供|组|由|by))[\w]*"
    r"|(?:请不吝|欢迎)?(?:点赞|订阅|转发|打赏)[\w]*(?:栏目|频道|支持)?"
    r"|(?:谢谢|感谢)(?:大家)?(?:的)?(?:收看|观看|收听|聆听)|下(?:期|次|集)(?:再见|再会)|词曲[\w]*|作词[\w]*作曲[\w]*)"
)
_REPEAT = re.compile(r"(.{1,20}?)\1{2,}")
_MOST = 3


def invented(text: str) -> bool:
    """Whether a whole utterance is one of the known inventions."""
    return _CREDITS.fullmatch(normalised(text)) is not None


def without_loops(text: str) -> str:
    """Cut a phrase that is said more than three times in a row down to one; "好好好" stays."""
    return _REPEAT.sub(lambda m: m[1] if len(m[0]) > _MOST * len(m[1]) or len(m[1]) > _MOST else m[0], text)
