"""What a wake-up to reconcile is for: a connection, or an erasure or a live check, which go the same way in slices."""

from tandem.domain.ids import ConnectionId, ErasureId
from tandem.home import Queue
from tandem.state.checkup_name import is_checkup
from tandem.state.erasures import is_erasure
from tandem.usecases.leaving.erase import erase
from tandem.usecases.live.perform import perform
from tandem.usecases.reconcile import reconcile
from tandem.usecases.world import World


def work_on(world: World, woken: ConnectionId, queue: Queue) -> None:
    """Work for at most one time slice, then wake again if there is more. Idempotent. `queue` brought the wake-up."""
    if is_erasure(woken):
        erase(world, ErasureId(woken))
    elif is_checkup(woken):
        perform(world, woken, queue)
    else:
        reconcile(world, woken, queue)
