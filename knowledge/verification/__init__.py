"""Whether the published documents say what somebody claims: verify(text) → Verification."""

from knowledge.verification.verifier import Verifier

__all__ = ["Verifier"]
