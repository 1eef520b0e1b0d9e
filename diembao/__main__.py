"""`python -m diembao`."""

from diembao.cli import main

main()
