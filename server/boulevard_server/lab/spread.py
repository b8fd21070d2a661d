"""Spreads independent tasks over processes or a Dask cluster; the results are the same whatever does the work.

Every task carries its own seed or index, results are merged in the order of the tasks, and a worker keeps nothing
from one task to the next that could change the other. So one process, eight processes and a cluster agree bit for bit.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from boulevard_server import freed

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Told how many tasks are done, and of how many."""


class NoCluster(Exception):
    """There is no cluster to work on; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works: `jobs` processes of this machine, or the cluster whose scheduler has this address."""

    jobs: int = 1
    scheduler: str = ""


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], crew: Crew, progress: Progress | None = None
) -> list[Result]:
    """`[work(task) for task in tasks]`, done by the crew.

    `work` must be a function of a module, and tasks and results must be picklable.

    Raises:
        NoCluster: a scheduler is asked for, but the extra is not installed or nobody answers.
    """
    told = progress or (lambda done, of: None)
    told(0, len(tasks))
    if crew.jobs <= 1 and not crew.scheduler:
        freed.keep(freed.OF_LAB)
        results = []
        for task in tasks:
            results.append(work(task))
            told(len(results), len(tasks))
        return results
    with _executor(crew) as pool:
        futures = [pool.submit(work, task) for task in tasks]
        try:
            for done, _ in enumerate(as_completed(futures), 1):
                told(done, len(tasks))
            return [future.result() for future in futures]
        except BaseException:
            _cancel(futures)
            raise


def _cancel(futures: Sequence[Future[Result]]) -> None:
    for future in futures:
        future.cancel()


@contextmanager
def _executor(crew: Crew) -> Iterator[Executor]:
    if crew.scheduler:
        with _cluster(crew.scheduler) as pool:
            yield pool
    else:
        # Spawned, not forked: the same on every system, and no worker inherits locks or caches of ours.
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(crew.jobs, spawning, freed.keep, (freed.OF_LAB,)) as pool:
            yield pool


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        # Untyped, and not installed everywhere: so nothing of it is known to the type checker.
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise NoCluster("a cluster needs the extra: pip install 'quantum-boulevard[cluster]'") from error
    try:
        client = distributed.Client(address, timeout=20)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        yield client.get_executor()
    finally:
        client.close()
