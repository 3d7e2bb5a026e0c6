"""Long numbers that belong to one person: identity numbers, bank cards, telephones."""

import re

from portal.base.personal_data.checks import is_bank_card, is_identity_number, is_identity_shape
from portal.base.personal_data.findings import BANK_CARD, ID_CARD, PHONE
from portal.base.personal_data.matching import Shape, before

_GAP = r"[ \-.·—]?"
_HAN = "零〇○一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_ANY = rf"[0-9{_HAN}]"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_FEWEST_HAN_DIGITS = 3

# An order, a file or a meter has a long number too, and says so.
_THINGS_NUMBER = re.compile(
    r"(?:单号?|编号|流水号?|运单|快递|发票|案号|受理号|条码|文号|批次|户号|备案|序列号?|合同|许可证|代码|查询码)"
    r"[^0-9，。；;\n]{0,6}$"
)
# A telephone that an office gives to everybody.
_OFFICE = re.compile(
    r"(?:咨询|监督|举报|投诉|服务|值班|办公|办事|窗口|热线|报名|预约|传真|客服|受理|总机|公开|应急|抢修|急救)"
    r"[^，。；;\n0-9]{0,8}(?:[0-9()\-—转]{7,16}[、，,/和或 ]{1,2}){0,3}\(?$"
)
_OFFICES_ACCOUNT = re.compile(r"(?:对公|财政|专用|专户|缴款|缴费|监管|单位|国库)[^，。；;\n0-9]{0,8}$")


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"[^0-9Xx]", "", match["value"].replace("×", "X"))


def _is_identity(match: re.Match[str]) -> bool:
    digits = _digits(match)
    if is_identity_number(digits):
        return True
    return is_identity_shape(digits) and not _THINGS_NUMBER.search(before(match))


def _is_card(match: re.Match[str]) -> bool:
    digits = _digits(match)
    if _THINGS_NUMBER.search(before(match)):
        return False
    # 62 is UnionPay's: such a number is a card also where its owner mistyped a digit.
    return is_bank_card(digits) or (digits.startswith("62") and len(digits) in {16, 19})


def _is_own_account(match: re.Match[str]) -> bool:
    return not _OFFICES_ACCOUNT.search(before(match))


def _is_private(match: re.Match[str]) -> bool:
    return not (_OFFICE.search(before(match)) or _THINGS_NUMBER.search(before(match)))


def _is_spelt_out(match: re.Match[str]) -> bool:
    return sum(sign in _HAN for sign in match["value"]) >= _FEWEST_HAN_DIGITS


def _mobile(digit: str, first: str, second: str) -> str:
    """Eleven digits in the groups in which people write them."""
    groups = ((3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (5, 6))
    ways = [_GAP.join(f"{digit}{{{size}}}" for size in group) for group in groups]
    ways.append(f"{digit}(?: {digit}){{10}}")
    return rf"(?={first}[ ]?{second})(?:{'|'.join(ways)})"


NUMBERS = (
    Shape(
        ID_CARD,
        re.compile(rf"(?<![0-9])(?P<value>[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx×])(?![0-9])"),
        _is_identity,
    ),
    Shape(ID_CARD, re.compile(rf"(?<![0-9])(?P<value>[1-9](?:{_GAP}[0-9]){{14}})(?![0-9])"), _is_identity),
    Shape(
        ID_CARD,
        re.compile(
            r"(?:身份证|证件号|身份号码)[^0-9\n，。；;]{0,10}"
            rf"(?P<value>[0-9](?:{_GAP}[0-9]){{12,19}}[Xx×]?)(?![0-9])"
        ),
    ),
    Shape(BANK_CARD, re.compile(rf"(?<![0-9])(?P<value>[3-69](?:{_GAP}[0-9]){{15,18}})(?![0-9])"), _is_card),
    Shape(
        BANK_CARD,
        re.compile(
            r"(?:卡号|银行卡|储蓄卡|信用卡|工资卡|借记卡|账号|帐号|账户|帐户|存折)[^0-9\n，。；;]{0,8}"
            rf"(?P<value>[0-9](?:{_GAP}[0-9]){{11,20}})(?![0-9])"
        ),
        _is_own_account,
    ),
    Shape(
        PHONE,
        re.compile(
            rf"(?<![0-9])(?<![0-9]\.)(?P<value>(?:(?:\+|00)?86{_GAP})?{_mobile('[0-9]', '1', '[3-9]')})"
            r"(?![0-9])"
        ),
    ),
    Shape(
        PHONE,
        re.compile(
            rf"(?<!{_ANY})(?P<value>{_mobile(_ANY, '[1一幺壹]', '[3-9三四五六七八九叁肆伍陆柒捌玖]')})"
        ),
        _is_spelt_out,
    ),
    Shape(
        PHONE,
        re.compile(
            rf"(?<![0-9])(?P<value>\(?{_AREA}(?:\)[ \-]?|[ \-—])[0-9]{{3,4}}[ \-]?[0-9]{{4}}"
            r"(?:(?:转|-)[0-9]{1,6})?)(?![0-9])"
        ),
        _is_private,
    ),
    Shape(
        PHONE,
        re.compile(
            rf"(?:电话|座机|致电|拨打|固话|宅电|手机|号码|联系)[^0-9，。；;\n]{{0,6}}(?P<value>{_AREA}[0-9]{{7,8}})(?![0-9])"
        ),
        _is_private,
    ),
    Shape(
        PHONE,
        re.compile(
            r"(?:座机|固话|宅电|家庭电话|(?:家里?|家中|我|本人)的?(?:固定|座机)?电话)[^0-9，。；;\n]{0,6}"
            r"(?P<value>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])"
        ),
    ),
)
