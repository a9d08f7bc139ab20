"""Many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor


def at_once(functions, timeout=300):
    """Start every function at the same moment, each in a thread of its own.

    :param functions: callables without arguments
    :param timeout: seconds to wait for the last one
    :return: in the same order, what each returned, or the exception it raised
    """
    functions = list(functions)
    gate = threading.Barrier(len(functions))

    def runner(function):
        gate.wait(timeout)
        return function()

    with ThreadPoolExecutor(len(functions)) as pool:
        futures = [pool.submit(runner, function) for function in functions]
        return [future.exception(timeout) or future.result() for future in futures]
