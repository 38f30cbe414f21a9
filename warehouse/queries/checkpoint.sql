CHECKPOINT warehouse;
