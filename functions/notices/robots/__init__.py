"""Robots in groups of 企业微信, 钉钉 and 飞书: what a role is told, its group hears. One port, a module a platform."""
