"""How often one may send and save: a device's limits stop one person, an address's are wide for a campus."""

from portal.base.throttling import Limit, count_try

STEP_ADDRESS = (Limit("survey-step-address", tries=6000, seconds=600),)
SEND_DEVICE = (Limit("survey-send-device", tries=60, seconds=3600),)
SEND_ADDRESS = (Limit("survey-send-address", tries=1200, seconds=600),)
SAVE_DEVICE = (Limit("survey-save-device", tries=30, seconds=3600),)
SAVE_ADDRESS = (Limit("survey-save-address", tries=600, seconds=600),)
# Codes have eight signs of thirty: guessing is hopeless, and slow besides.
CODE_DEVICE = (Limit("survey-code-device", tries=20, seconds=3600),)
CODE_ADDRESS = (Limit("survey-code-address", tries=300, seconds=600),)


def count_all(*limits: tuple[tuple[Limit, ...], str]) -> None:
    """Count one try of each (limits, who).

    Raises:
        TooMany: one of them is used up.
    """
    for several, who in limits:
        for limit in several:
            count_try(limit, who)
