"""HTTP: routes, who comes in, bodies, problem documents, idempotency keys."""
