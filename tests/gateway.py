"""What the gateway and Lambda hand to a function: tests call it as simulations do."""

from infra.gateway import Context, gateway_event

__all__ = ["Context", "gateway_event"]
