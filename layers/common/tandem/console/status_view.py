"""The inside of the status page: companies, connections and their latest history, as HTML."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from tandem.console import words
from tandem.console.app import App
from tandem.domain.ids import ConnectionId
from tandem.usecases.views import CompanyView, ConnectionView, ErrorView, HistoryView, RunView

COUNTS = ("linked", "pending", "held", "review", "parked", "conflicts")
AS_COUNT = {"pending": "open"}
"""What reads otherwise as a count than as a state."""
LATEST = 10


def content(app: App, language: str) -> str:
    names = {account.id: account.address for account in app.accounts()}
    companies = [_company(company, language) for company in app.companies()]
    connections = [
        _connection(it, names.get(it.account, it.account), app.history(ConnectionId(it.id)).items[:LATEST], language)
        for it in app.connections()
    ]
    return _part("companies", companies, language) + _part("connections", connections, language)


def _part(heading: str, sections: Sequence[str], language: str) -> str:
    inside = "".join(sections) or f'<section class="soft">{_word("nothing", language)}</section>'
    return f"<h2>{_word(heading, language)}</h2>{inside}"


def _company(company: CompanyView, language: str) -> str:
    heard = _word("webhooks" if company.webhooks else "polled", language)
    users = f"{len(company.users)} {_word('users', language)}"
    plan = f"{_word('plan', language)} {escape(company.plan)} · " if company.plan else ""
    return (
        f'<section><div class="top"><h3>{escape(company.name)}</h3>'
        f'<p class="soft">{plan}{users} · {heard}</p></div></section>'
    )


def _connection(view: ConnectionView, address: str, latest: Sequence[HistoryView], language: str) -> str:
    direction = _word(str(view.rules.get("direction", "")), language)
    return (
        f'<section><div class="top"><div><h3>{escape(address)}</h3>'
        f'<p class="soft">{_word(view.kind, language)} · {escape(view.provider)} · {direction} · '
        f"<code>{escape(view.id)}</code></p></div>"
        f'<span class="state {escape(view.state)}">{_word(view.state, language)}</span></div>'
        f"{_restoring(view, language)}{_counts(view.counts, language)}{_progress(view.progress)}"
        f"{_run(view.last_run, language)}{_error(view.last_error, view.continues, language)}"
        f"{_history(latest, language)}</section>"
    )


def _restoring(view: ConnectionView, language: str) -> str:
    return f"<p>{_word('restoring', language)}</p>" if view.restored else ""


def _counts(counts: Mapping[str, int], language: str) -> str:
    cells = "".join(
        f"<div><dt>{_word(AS_COUNT.get(it, it), language)}</dt><dd>{counts.get(it, 0)}</dd></div>" for it in COUNTS
    )
    return f"<dl>{cells}</dl>"


def _progress(progress: Mapping[str, int | None]) -> str:
    done, total = progress.get("done") or 0, progress.get("total")
    if not total or done >= total:
        return ""
    return f'<progress value="{done}" max="{total}"></progress><p class="soft">{done} / {total}</p>'


def _run(run: RunView | None, language: str) -> str:
    if run is None:
        return ""
    counts = ", ".join(f"{count} {_word(name, language)}" for name, count in run.counts.items() if count)
    said = f"{_word(run.kind, language)}, {_word(run.state, language)}, {_time(run.finished or run.started)}"
    return f"<h4>{_word('last_run', language)}</h4><p>{said}{f': {counts}' if counts else ''}</p>"


def _error(error: ErrorView | None, continues: datetime | None, language: str) -> str:
    if error is None:
        return ""
    on = f" · {_word('continues', language)} {_time(continues)}" if continues else ""
    said = escape(words.sentence(error.reason, error.detail, language))
    return f'<h4>{_word("last_error", language)}</h4><p class="error">{said}{on}</p>'


def _history(latest: Iterable[HistoryView], language: str) -> str:
    rows = "".join(_row(it, language) for it in latest)
    if not rows:
        return ""
    heads = "".join(f"<th>{_word(it, language)}</th>" for it in ("when", "what", "where", "who", "fields"))
    return f"<h4>{_word('history', language)}</h4><table><tr>{heads}</tr>{rows}</table>"


def _row(it: HistoryView, language: str) -> str:
    fields = ", ".join(_word(change.name, language) for change in it.fields)
    cells = (_time(it.when), _word(it.action, language), _word(it.side, language), escape(it.name), fields)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _word(word: str, language: str) -> str:
    return escape(words.label(word, language))


def _time(when: datetime) -> str:
    at = when.astimezone(UTC)
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M:%S} UTC</time>'
