"""`python cli.py …` is `jalon …`, from a checkout where nothing is installed as a command."""

from workflow.cli import run

if __name__ == "__main__":
    run()
