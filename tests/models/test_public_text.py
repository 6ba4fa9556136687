"""What anybody may read of a citizen's words: the matter stays, the person goes."""

import pytest

from models.privacy import public_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13812345678，或138 1234 5678", "请打138****5678，或138****5678"),
        ("座机0715-8123456没人接", "座机*********56没人接"),
        ("身份证421202199001011234", "身份证4212**************"),
        ("卡号6222 0202 0000 1234 567", "卡号6222" + "*" * 19),
        ("邮箱zhang.san@example.com", "邮箱z***"),
        ("加微信：zhangsan_88", "加微信：***"),
        ("车牌鄂LA1234的车", "车牌鄂L*****的车"),
        ("我叫张三丰，住在这里", "我叫张**，住在这里"),
        ("联系人：欧阳修", "联系人：欧**"),
        ("李先生说不归他管", "李先生说不归他管"),
        ("刘建国师傅来过", "刘**师傅来过"),
        ("温泉小区3栋2单元501室漏水", "温泉小区*栋*单元*室漏水"),
        ("温泉小区三栋二单元漏水", "温泉小区*栋*单元漏水"),
        ("永安大道88号门前", "永安大道*号门前"),
        ("幸福苑12-3-501停水", "幸福苑*停水"),
        ("A12栋电梯", "*栋电梯"),
        ("11月12号停水，已经3天，共200元", "11月12号停水，已经3天，共200元"),
        ("路灯不亮，G4高速出口", "路灯不亮，G4高速出口"),
    ],
)
def test_what_is_masked(text: str, shown: str) -> None:
    assert public_text(text) == shown


def test_a_known_name_is_masked_wherever_it_stands() -> None:
    assert public_text("邻居说上官云珠家漏水", ["上官云珠", None, "王"]) == "邻居说上***家漏水"


def test_masking_twice_changes_nothing() -> None:
    text = "我叫张三丰，电话13812345678，住温泉小区3栋2单元501室，车牌鄂LA1234，邮箱a@b.cn，微信abc12345"
    assert public_text(public_text(text)) == public_text(text)
