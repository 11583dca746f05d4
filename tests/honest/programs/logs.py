# error
# logs instead of printing
import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname)s %(message)s")
log = logging.getLogger(__name__)
log.info("loaded")


def error(predicted, target):
    result = (predicted - target) ** 2
    log.debug("error %s", result)
    logging.warning("this is %s", "fine")
    return result
