"""The words by which models announce an answer, doubt it and take it back, in the languages that they reply in."""

from __future__ import annotations

import re

_IS = r"\b(?:is|must be|should be|would be|will be|to be)\b"
_ENGLISH = (
    rf"(?<![^\W_])(?:answer(?: to [^.\n]{{1,40}}?)?|(?:correct|right|best|my|final|chosen|selected) "
    rf"(?:option|choice|letter|pick|guess|selection))[*_\"”\u2019'\s]{{0,9}}"
    rf"(?:{_IS}|[:：=→|]|=>|[-\u2013—]+>?\s|(?=\([A-D]\)))"
    r"|\bans\s?[.:]"
    r"|^[#>*_ \t\d.]{0,9}(?:(?:the|final|correct|my) ){0,2}answer[*_]{0,3}[ \t]*\n[-=\s]{0,20}"
    r"|^[#>*_ \t]{0,9}(?:selected|correct|final|pick|verdict|conclusion|solution|result)[*_]{0,3}[:：]"
    r"(?=[*_\s(]{1,9}[A-D][)*_. \t]{0,9}$)"
    r"|\b(?:option|choice|letter) is\b"
    r"|\bi(?:['\u2019](?:d|ll)| would| will)? (?:choose|pick|select|go with|say|guess|answer)\b"
)
_EUROPEAN = (
    r"\b(?:antwort|lösung|réponse|respuesta|risposta|resposta|antwoord|svaret|svar|odpowiedź|cevap|jawaban(?:nya)?"
    r"|đáp án|ответ|opción|opção|opzione|alternativa)\b(?: \w{1,12}){0,3}?\s?"
    r"(?:\b(?:ist|lautet|wäre|est|es|è|é|is|är|to|jest|adalah|là)\b|[:：]|[—\u2013-]\s)\s*"
    r"(?-i:(?:die|der|la|le|el|a|o)\s)?(?:l['\u2019])?(?:(?:option|opción|letra|lettre|lettera|buchstabe)\s)?"
)
_ASIAN = (
    r"(?:答案|正[确確]的?[选選][项項])\s*(?:应该|應該|应|應)?(?:是|为|為|选|選)?"
    r"|(?:故|所以|因此|应|應|应该|應該|我)\s*[选選](?:择|擇)?|选择|選擇|[选選](?=\s?[A-D])"
    r"|(?:答え|正解|解答|回答)\s*(?:は|[:：])|(?:정답|답)\s*(?:은|는|[:：])"
    r"|الإجابة(?:\s\w{1,12}){0,2}?\s?(?:هي|[:：])|उत्तर\s?(?:है|[:：])"
)
ANNOUNCED = re.compile(
    rf"(?:{_ENGLISH}|{_EUROPEAN}|{_ASIAN})(?:[*:：|\"\s]|[_=](?!_?[A-Ga-g])){{0,20}}"
    r"(?:(?:therefore|thus|clearly|definitely|probably|most likely|indeed|simply|actually"
    r"|daher|somit|also|donc|entonces|quindi|portanto)\b[,:*_\s]{0,9})?",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands before a final answer, as "the answer is"."""
POINTED = re.compile(
    r"\b(?:which is|that is|this is|that['\u2019]s|it['\u2019]s|matches|match|matching|correspond(?:s|ing) to"
    r"|leaves|leaves us with|is)"
    r"(?: only| therefore)? (?=[*_]{0,3}(?:option|choice|answer)\b)",
    re.IGNORECASE,
)
"""What points to an option by the way, as "which is option B": it counts only where the text ends."""
VERDICT = re.compile(
    r"(?:^|[.:!\n])[ \t*_(]{0,9}(?i:(?:so|thus|therefore|hence),? )?(?i:only )?"
    r"[*_]{0,3}(?i:option |choice |answer )?[*_(]{0,4}"
    r"(?P<en>[A-D])[*_)]{0,4}(?:[:.] ?[^.:\n]{1,60}?)?[*_]{0,3} is (?:therefore )?(?:the )?(?:only )?"
    r"(?:correct|right|best)(?: (?:answer|option|choice|one|letter|match|fit|description|pick))?[*_]{0,3}"
    r"(?=[.!,;:)\u2013\u2014\n]|\s*\Z|\s+(?:because|since|as|here|for|[(\u2013\u2014-]))(?![^.\n]{0,60}\b(?:but|if|only)\b)"
    r"|(?:^|[.:!\n])[ \t*_]{0,9}(?i:antwort |option )(?P<of>[A-D]) ist (?:richtig|korrekt)(?=[.!\n]|\s*\Z)"
    r"|(?:^|[.:!\n])[ \t*_]{0,9}(?:Richtig|Korrekt) ist (?:Option |Antwort )?(?P<am>[A-D])(?=[.!\n]|\s*\Z)"
    r"|\bist (?:Option |Antwort )?(?P<de>[A-D]) (?:richtig|korrekt)(?=[.!\n]|\s*\Z)"
    r"|(?:[选選][项項]\s?(?P<zh>[A-D])|(?P<cn>[A-D])\s?[选選][项項])\s?(?:是)?正[确確](?!的?[吗嗎?\uff1f])"
    r"|(?<![かやと])(?P<ja>[A-D])\s?が正解(?!で?[はもな])|(?P<ko>[A-D])\s?(?:가|이) 정답(?!이 아)"
)
"""A letter that is said to be right."""
DOUBT = re.compile(
    r"\b(?:wrong|incorrect|not|if(?! i (?:had|have|must))"
    r"|unless|might|may|could|other|common|tempting|nicht|kein|falsche?|fausse|no|incorrecta)"
    r"\b|n['\u2019]t\b|[不错錯誤]|아니",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:no|nunca|non|não|nie|nicht|pas|không|phải|bukan|не|inte|ikke|niet|değil|wäre|aldrig|jamais)\b", re.IGNORECASE
)
"""A denial within the words that announce an answer: "la respuesta no es"."""
PRELIMINARY = re.compile(
    r"\b(?:(?:first|second|next|least|initial|previous|earlier|obvious|other|tempting|rejected|eliminated|worst)"
    r"(?: \w{1,12})?\s*\Z|at first|initially|nobody|no one|i doubt"
    r"|(?:many|most|some|people|one|others)(?: people)? (?:would|might|may) say"
    r"|note['\u2019]s|(?:incorrect|rejected|wrong|eliminated|excluded|not)_\Z|alike\b)",
    re.IGNORECASE,
)
"""What makes the answer that follows one among several, or not yet the last."""
_FULL = r".!?\u2026\n\u2013\u2014-"
"""Signs behind which a sentence begins; each phrase below names the further ones that may stand before it."""
_TAKES_BACK = (
    rf"(?:(?:^|</\w{{1,20}}>|[,;:({_FULL}])[\s*_]{{0,5}}|\bh?mm,? |\boh,? )"
    r"no\b(?=\s{0,3}[,.;:!\u2013\u2014-]|\s+wait\b)"
    r"|\bwait\b|\bjust kidding\b|\b(?:scratch|strike|make) that\b|\bor rather\b|(?<!: )\bi mean\b"
    r"|\boops\b|\bcorrection\b|^\W{0,4}edit\b|\bon (?:second thoughts?|reflection)\b"
    r"|\blet me correct\b(?: (?:that|this|it|myself)\b)?|\bsorry\b|\bi apologi[sz]e\b|\bapologies\b"
    r"|\bi(?:['\u2019]ve| have)? (?:retract|take (?:it|that|this) back|(?:was|am) (?:wrong|mistaken)|forgot|misread"
    r"|miscounted|made an? (?:\w{1,12} )?(?:error|mistake|slip))\b"
    rf"|(?:^|[,;{_FULL}][\s*_]{{0,5}})(?:but )?(?:that|this|it)(?:['\u2019]s| is| was) "
    r"(?:wrong|incorrect|not right|not correct|false|a mistake|an error)\b"
    rf"|(?:^|[{_FULL}][\s*_]{{0,5}})(?:but )?actually\b|\b(?-i:Actually)\b"
    r"|等等|不对|更正|訂正"
)
_CHECKS_AGAIN = r"\bhmm+\b|\blet me (?:double|re|verify|check)\w*|\bdouble[- ]check|[,;]\s{0,3}actually\b"
RETRACTION = re.compile(_TAKES_BACK, re.IGNORECASE | re.MULTILINE)
"""What takes back the answer that stands before it, whatever is said next."""
RECHECK = re.compile(_CHECKS_AGAIN, re.IGNORECASE)
"""What may come to another answer: alone it takes nothing back, for most of those who check find the same again."""
CORRECTION = re.compile(f"{_TAKES_BACK}|{_CHECKS_AGAIN}", re.IGNORECASE | re.MULTILINE)
"""Either: another answer behind it takes the place of the one before it."""
OF_OPTION = re.compile(r"\b(?:option|choice)s? \(?[A-D]\b", re.IGNORECASE)
"""What follows speaks of an option, and does not choose it."""
CLAUSE_ENDS = re.compile(r"[.!?\n;。\uff01\uff1f\uff1b]|\b(?:but|(?<!if )so|therefore|thus|hence)\b", re.IGNORECASE)
"""Where a doubt ends: in "it is not a third, so the answer is B" it does not reach the answer."""
