"""What tickets are about, as triage names it and as people read it."""

CATEGORIES = {
    "loan": "创业贷款",
    "registration": "登记注册",
    "incubator": "孵化场地",
    "campus": "校园创业",
    "subsidy": "补贴奖励",
    "tax": "税收",
    "ip": "知识产权",
    "enterprise": "企业培育",
    "talent": "人才",
    "conversion": "成果转化",
    "finance": "融资",
    "platform": "平台载体",
    "complaint": "投诉",
    "other": "其他",
}
