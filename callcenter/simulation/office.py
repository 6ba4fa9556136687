"""Everybody who works on orders: the desk, the units, the call-back agents, and the bells that call them."""

from callcenter.simulation.aftercare import Aftercare
from callcenter.simulation.application import Application
from callcenter.simulation.bells import Bells
from callcenter.simulation.desk import Desk
from callcenter.simulation.staff import Staff
from callcenter.simulation.survey import Opinion, SurveyCalls
from callcenter.simulation.units import Units
from models.catalogue.vocabulary import Vocabulary
from models.people import Role


class Office:
    """surveys: the exchange's own questions; None where it asks nobody."""

    def __init__(
        self, application: Application, staff: Staff, vocabulary: Vocabulary, opinion: Opinion,
        surveys: SurveyCalls | None = None,
    ) -> None:  # fmt: skip
        desk, self.units = Desk(application, staff, vocabulary), Units(application, staff, vocabulary)
        aftercare = Aftercare(application, staff, opinion, surveys)
        self._bells = Bells(application, staff.office[Role.SUPERVISOR][0])
        self._bells.heard += [desk.heard, self.units.heard, aftercare.heard]
        self._looks = (desk.look, self.units.look, aftercare.look)

    def listen(self) -> None:
        """What the live events have told."""
        self._bells.listen()
        self._bells.listen_for_red()

    def look(self) -> None:
        """A round: the bells, then everybody's queues."""
        self.listen()
        for look in self._looks:
            look()
