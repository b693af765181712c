"""What is decided of values alone: who may vote, what is a quorum, what the votes come to."""
