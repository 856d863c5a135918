"""`./breakwater calibrate-linker`: what reviewers decided teaches this installation's own model how sure to be (SG-23)."""

import sys

HELP = "calibrate the linking on what reviewers decided here, for this installation alone"


def add_arguments(parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    parser.add_argument("--forget", action="store_true", help="use the shipped model again")
    parser.epilog = (
        "The model is kept in the data folder (linking-model) and leaves it with nobody. Sealed, guarded and restricted "
        "records teach nothing (SG-13). Exit status: 0 done, 1 too few decisions or no better."
    )


def run(options) -> int:
    import shutil
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from django.conf import settings
    from django.utils import timezone

    from breakwater.partnership.people.linking import calibrating, second
    from breakwater.partnership.people.linking import operations as linking

    own = Path(settings.BREAKWATER_DATA) / linking.OWN_MODEL
    if options.forget:
        shutil.rmtree(own, ignore_errors=True)
        print(f"The shipped model {second.load().version} is used again.")
        return 0
    try:
        model = second.load(linking.model_folder())
    except second.ModelUnfit:  # of an earlier Breakwater: the decisions teach the model that is shipped now
        model = second.load()
    decisions = _decisions(calibrating.Said)
    today = timezone.localdate()
    try:
        with TemporaryDirectory() as nowhere:
            made = calibrating.calibrate(
                model, decisions, Path(nowhere) / "model" if options.dry_run else own, today=today
            )
    except (calibrating.TooFewDecisions, calibrating.NoBetter) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{made['decisions']:,} decisions, {made['same']:,} of them the same child.")
    print(f"Log loss on decisions kept apart: {made['log_loss_before']} before, {made['log_loss_after']} after.")
    print(
        "This was a dry run: nothing was changed."
        if options.dry_run
        else f"Model {second.load(own).version} is used from now on."
    )
    return 0


def _decisions(said) -> list:
    """Each area's decisions, read inside the wall: a record that the service of lists may not see teaches nothing."""
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName
    from breakwater.partnership.people.duplicates.operations import reviewing

    found = []
    for area in Area.objects.order_by("pk"):
        with acting_as(service_of(area, ServiceName.LISTS)):
            found += [
                said(label.probability, label.same, label.model_version)
                for label in reviewing.labels(area=area)
                if label.probability is not None
            ]
    return found
