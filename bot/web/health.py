"""Liveness, readiness, metrics."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import StoreError
from bot.policy.store import open_store

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """200 once a question would be answered by the trained bot and kept, else 503 with the reason."""
    problem = await request.app.state.keeping.problem() or await request.app.state.rasa.problem()
    if problem is None:
        try:
            open_store(request.app.state.settings.policy_db)
        except StoreError as error:
            problem = str(error)
    if problem:
        return JSONResponse({"ready": False, "reason": problem}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
