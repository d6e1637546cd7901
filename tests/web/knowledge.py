"""An invented paper for the knowledge desk's tests; nothing of it stands anywhere else."""

from __future__ import annotations

NUMBER = "云政办规〔2031〕7号"
TITLE = "云南省人民政府办公厅关于云上小店开办补助的通知"
PAPER = f"""\
{TITLE}

{NUMBER}

各州、市人民政府：

一、补助标准。首次开办云上小店的，一次性补助1.2万元。每招用1人再补助800元，最多补助5人。

二、申请期限。开业之日起90日内提出申请。

三、受理机关。向开店所在地的县级商务主管部门提出申请。

本通知自2026年2月1日起施行，有效期至2030年1月31日。

云南省人民政府办公厅

2026年1月20日
"""
# What an editor makes of its first clause.
QUOTE = "首次开办云上小店的，一次性补助1.2万元。"
ANSWER = "首次开办云上小店的，一次性补助1.2万元。"
