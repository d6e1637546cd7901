"""What is told of a matter that no document regulates, or none today."""

from __future__ import annotations

from bot.policy.buttons import HUMAN
from bot.policy.reply import Reply, citation
from bot.policy.topics import Topic
from bot.policy.wording import chinese_date, in_quotes, whom_to_ask


def not_in_force_reply(topic: Topic) -> Reply:
    """What has ended, or isn't in force yet, told as that; never as today's."""
    ask = whom_to_ask(topic)
    cited = tuple(citation(s) for s in topic.sources)
    if topic.chosen.ended:
        text = f"{ended_line(topic)}\n原来写的是：{topic.chosen.ended[0].answer}"
        return Reply("answer", text, cited, topic.departments, (HUMAN,))
    if topic.chosen.coming:
        first = chinese_date(topic.chosen.coming[0].valid_from.isoformat())
        text = f"{in_quotes(topic.name)}现在没有在施行（自{first}起），现在怎么规定，请问{ask}。"
    else:
        text = f"{in_quotes(topic.name)}我手里的文件没有写到，请问{ask}。"
    return Reply("refusal", text, cited, topic.departments, (HUMAN,))


def ended_line(topic: Topic) -> str:
    """Until when a matter was regulated that no longer is, and what follows."""
    last = topic.chosen.ended[0]
    until = chinese_date(last.valid_to.isoformat() if last.valid_to else "")
    then = last.follows or f"现在怎么规定，请问{whom_to_ask(topic)}。"
    return f"{in_quotes(topic.name)}原来的规定到{until}为止，现在没有在施行。{then}"


def silent_reply(topic: Topic) -> Reply:
    """No document answers the matter: that is said, with the door."""
    text = topic.silent
    if topic.door.office and topic.door.office not in text:
        text += f"请问{whom_to_ask(topic)}。"
    return Reply("refusal", text, tuple(citation(s) for s in topic.sources), topic.departments, (HUMAN,))
