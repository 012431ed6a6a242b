"""`--trust-local`: the server and its visitor are one person, who proves it by a token in the address.

Then programs run even where no sandbox holds. The server listens on 127.0.0.1 only, `Host` and `Origin` must be exactly
its own, and the token comes by the first address and stays as a cookie that no other site can use.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie


@dataclass(frozen=True)
class Trust:
    """In whoever shows `token`."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie_name(self) -> str:
        return f"playground-{self.port}"

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://127.0.0.1:{self.port}/app?token={self.token}"

    @property
    def cookie(self) -> str:
        """For a `Set-Cookie`."""
        return f"{self.cookie_name}={self.token}; Path=/; HttpOnly; SameSite=Strict"

    def is_token(self, said: str) -> bool:
        return hmac.compare_digest(said.encode(errors="replace"), self.token.encode())

    def is_known(self, cookies: str) -> bool:
        """Whether a request with this `Cookie` header has shown the token before."""
        try:
            found = SimpleCookie(cookies).get(self.cookie_name)
        except CookieError:
            return False
        return found is not None and self.is_token(found.value)
