"""What a result says, as labelled data: a question a file."""
