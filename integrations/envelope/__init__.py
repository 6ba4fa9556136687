"""Messages between platforms (the province, 110): signed envelopes both ways. REPORT 3.3, 国办发〔2022〕12号."""

from integrations.envelope.door import routes
from integrations.envelope.files import FilesInEnvelope
from integrations.envelope.pushing import push
from integrations.envelope.seal import Seal
from integrations.envelope.settings import EnvelopeSettings
from integrations.envelope.taking import as_taken

__all__ = ["EnvelopeSettings", "FilesInEnvelope", "Seal", "as_taken", "push", "routes"]
