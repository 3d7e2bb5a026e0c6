"""The demo's synonyms: what people in Yunxi say, and what its policies call it."""

from pathlib import Path

from portal.base.demo import Demo
from search.embedding import get_embedder
from search.models import Synonym, pending_digests
from search.tasks import enqueue_embedding
from search.vectors_file import read_vectors

_VECTORS = Path(__file__).parent / "demo_vectors.npz"

_SYNONYMS = {
    "老人钱": "高龄津贴",
    "老年补贴": "高龄津贴",
    "尊老金": "高龄津贴",
    "养老金转移": "养老保险关系转移",
    "上户口": "落户, 户口登记",
    "入户": "落户",
    "暂住证": "居住证",
    "新农合": "居民医保, 城乡居民基本医疗保险",
    "合作医疗": "居民医保, 城乡居民基本医疗保险",
    "慢病卡": "门诊慢特病",
    "外地看病": "异地就医",
    "外省看病": "异地就医",
    "报账": "报销",
    "失业金": "失业保险金",
    "外地娃": "随迁子女",
    "下岗": "失业",
    "被炒": "失业保险金",
    "工伤赔偿": "工伤, 伤残补助",
    "产假钱": "生育津贴",
    "奶粉钱": "育儿补贴",
    "买房贷款": "住房公积金贷款",
    "开店": "个体工商户, 创业补贴",
    "办执照": "营业执照",
    "吃低保": "最低生活保障",
    "廉租房": "公共租赁住房",
    "大修基金": "维修资金",
    "电瓶车": "电动自行车",
    "娃儿上学": "义务教育, 入学",
    "学区房": "划片, 入学",
    "贫困补助": "学生资助, 助学金",
    "长者食堂": "老年助餐",
}


def load(demo: Demo) -> None:
    """Enter the synonyms that are missing; what editors changed stays."""
    known = set(Synonym.objects.filter(term__in=_SYNONYMS).values_list("term", flat=True))
    for term, equivalents in _SYNONYMS.items():
        if term not in known:
            Synonym.objects.create(term=term, equivalents=equivalents)
    demo.say(f"{len(_SYNONYMS)} synonyms, {len(_SYNONYMS) - len(known)} of them new")
    embedder = get_embedder()
    if embedder is not None:
        # The demo's texts come with their vectors: the first question is answered as well as the last.
        count = read_vectors(_VECTORS, embedder.name, pending_digests(embedder.name))
        demo.say(f"{count} vectors")
    # A demo stopped in the middle of embedding goes on where it was.
    enqueue_embedding()
