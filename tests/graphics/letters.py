"""Letters of the scripts that a name may be in, for random names; every text in them is fictional."""

from hypothesis import strategies as st

SAMPLES = {
    "Latn": "AaĄąBbÇçĐđĒēĞğıÍíŁłÑñŐőQqŘřŞşßŪūŴŵÝýŽžØøÞþÆæǍǎƠơƯưẢảẪẫỆệỒồỢợẶặʻ",
    "Cyrl": "АаБбЖжЁёЙйЇїЄєҐґЉљЩщЯяЎў",
    "Grek": "ΑαΆάΒβΓγΔδΞξΪϊΛλΣσςΩωΏώ",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤئةىپچگیکٹں",
    "Hebr": "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
    "Deva": "अआइईउऊएओकखगघचछजझटडणतदनपफबभमयरलवशषसहािीुूेोंः्",
    "Hani": "王李张刘陈杨赵黄周吴样本例示明华国安文",
    "Hang": "김이박최정강조윤장임예시견본한글",
    "Hira": "あいうえおかきくけこさしすせそみほん",
    "Ethi": "አበገደሀወዘሐጠየከለመነሰዐፈጸቀረሸተምሳሌ",
    "Khmr": "កខគឃងចឆជឈញដឋណតថទធនបផពភមយរលវសហអាិីុូេ",
    "Zsye": "🌻⭐🎉🙂🗳✅",
}
LETTERS = "".join(SAMPLES.values())
WORDS = st.one_of(*(st.text(letters, min_size=1, max_size=7) for letters in SAMPLES.values()))
NAMES = st.lists(WORDS | st.sampled_from(["(", ")", "2026", "Jr.", "—"]), min_size=1, max_size=5).map(" ".join)
ANY_ORDER = st.text(LETTERS + "0123 .,-()’", min_size=1, max_size=14).filter(str.strip)
