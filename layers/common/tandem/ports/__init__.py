"""What the use cases need of the world, as Protocols; providers and the two homes implement them.

Each module is about one thing; everybody finds their words here. The home's own part is in `tandem.home`, which a
receiver imports alone.
"""

from tandem.home import (
    Add as Add,
    Blobs as Blobs,
    Check as Check,
    Clock as Clock,
    Drop as Drop,
    Expect as Expect,
    Ids as Ids,
    Item as Item,
    Key as Key,
    Operation as Operation,
    Put as Put,
    Queue as Queue,
    Row as Row,
    SealContext as SealContext,
    Sealer as Sealer,
    Table as Table,
    Value as Value,
    Vault as Vault,
    Wakeups as Wakeups,
)
from tandem.ports.collection import (
    Calendars as Calendars,
    Group as Group,
    Groups as Groups,
    Places as Places,
    Pushes as Pushes,
    Watch as Watch,
)
from tandem.ports.crm import (
    ActivityType as ActivityType,
    Crm as Crm,
    CrmCompany as CrmCompany,
    CrmUser as CrmUser,
    Subscription as Subscription,
)
from tandem.ports.limits import (
    Circuits as Circuits,
    TokenBudget as TokenBudget,
)
from tandem.ports.lookups import (
    Lookups as Lookups,
)
from tandem.ports.meter import (
    Label as Label,
    Measure as Measure,
    Meter as Meter,
    Outcome as Outcome,
)
from tandem.ports.post import (
    Delivery as Delivery,
    Fate as Fate,
    Letter as Letter,
    Post as Post,
)
from tandem.ports.provider import (
    ProviderName as ProviderName,
)
from tandem.ports.replica import (
    Change as Change,
    Creation as Creation,
    Failed as Failed,
    Heirs as Heirs,
    Held as Held,
    Known as Known,
    Page as Page,
    Removal as Removal,
    Replica as Replica,
    Source as Source,
    Write as Write,
    Written as Written,
    nothing_held as nothing_held,
    nothing_known as nothing_known,
)
