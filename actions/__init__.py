"""Rasa SDK actions, thin: tracker in → bot.policy / bot.helpdesk → messages and slots out."""
