"""Replace this process by the browser. Run as a script: launcher.py READ WRITE MEMORY COMMAND...

Odoo caps the address space of its processes (limit_memory_hard) and children inherit the cap.
Chromium reserves far more address space than it ever uses and dies under it. What it really
allocates is capped here instead, for each of its processes. Nothing of this can be done between
fork and exec of a process that has threads, hence a program of its own.
"""

import os
import resource
import sys

READ_FD, WRITE_FD = 3, 4  # where Chromium looks for its debugging pipe


def main(read_fd, write_fd, memory, *command):
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = int(memory) if hard == resource.RLIM_INFINITY else min(int(memory), hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    # CPU time counts from the start of the server's unit of work: it is none of the browser's.
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    # Through high numbers first: the pipe may have been handed over as 4 and 3.
    read_copy, write_copy = (os.dup2(int(fd), 100 + int(fd)) for fd in (read_fd, write_fd))
    os.dup2(read_copy, READ_FD)
    os.dup2(write_copy, WRITE_FD)
    for fd in {read_copy, write_copy, int(read_fd), int(write_fd)} - {READ_FD, WRITE_FD}:
        os.close(fd)
    os.execv(command[0], command)  # noqa: S606 -- becoming the browser is the purpose


if __name__ == "__main__":
    main(*sys.argv[1:])
