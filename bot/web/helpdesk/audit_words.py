"""Entries of the audit log as sentences."""

from __future__ import annotations

from typing import Any

from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.roles import ROLES
from bot.helpdesk.tickets import OFFLINE, ORIGINS, STATUSES

# What the audit log calls things, as people say it.
ACTIONS = {
    "opened": "登记", "assessed": "自动归类",
    "replied": "回复", "answered": "电话或书面答复",
    "noted": "写备注", "assigned": "改派", "classified": "改归类",
    "resolved": "办结", "closed": "关闭", "reopened": "重新打开", "merged": "合并", "contact": "留联系方式",
    "reminded": "催办", "confirmed": "确认解决",
    "wrote": "补充", "bot_resumed": "回到机器人", "escalated": "超时上报", "forgotten": "清除对话",
    "proposed": "提交更正", "approved": "通过更正", "rejected": "退回更正", "accepted": "写进训练数据",
    "staff_added": "添加账号", "password": "改密码", "role": "改角色", "active": "启用或停用账号",
    "locked": "账号锁定", "unlocked": "解锁",
    "token_made": "发令牌", "token_revoked": "收回令牌",
    "second_on": "开两步验证", "second_off": "关两步验证", "canned_added": "添加常用回复",
    "canned_changed": "改常用回复", "canned_removed": "删除常用回复", "purged": "清理",
    "set_aside": "搁下没答上的问题",
    "draft_begun": "起草文件", "draft_changed": "改稿子", "draft_proposed": "送审",
    "draft_returned": "退回稿子", "draft_dropped": "放弃稿子", "published": "发布", "withdrawn": "撤销发布",
}  # fmt: skip
_WHO = {"visitor": "访客", "bot": "机器人", "system": "系统", "test": "测试"}
_FIELDS = {"name": "称呼", "phone": "电话", "email": "邮箱"}


def who(actor: str) -> str:
    """The actor of an entry, as people say it."""
    return _WHO.get(actor, actor)


def in_words(entry: dict[str, Any]) -> str:
    """«小李 改派给老王，状态：处理中»."""
    action = ACTIONS.get(entry["action"], entry["action"])
    told = [said for key, value in (entry["detail"] or {}).items() if (said := _detail(key, value))]
    return "，".join([f"{who(entry['actor'])} {action}", *told])


def _detail(key: str, value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and key in {"category", "departments", "urgent"}:
        before, after = value
        return "" if before == after else f"{_KEYS[key]}：{_value(key, before)} → {_value(key, after)}"
    return f"{_KEYS[key]}：{_value(key, value)}" if key in _KEYS else ""


_KEYS = {
    "status": "状态", "origin": "来源", "category": "类别", "departments": "部门", "urgent": "紧急",
    "to": "处理人", "into": "并入", "by": "方式", "fields": "留了", "role": "角色", "staff": "账号",
    "name": "账号", "label": "用途", "title": "标题", "days": "天数", "tickets": "工单", "messages": "消息",
    "active": "启用", "text": "问题", "reason": "理由",
}  # fmt: skip
_NAMES = {"status": STATUSES, "origin": ORIGINS, "category": CATEGORIES, "by": OFFLINE, "role": ROLES}


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_FIELDS.get(str(one), str(one)) for one in value) or "无"
    if key == "to":
        return str(value or "待领")
    return str(_NAMES.get(key, {}).get(value, value))
