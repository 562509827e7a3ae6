"""How fast it is: always as a ratio to something plain that runs in the same minute on the same cores."""
