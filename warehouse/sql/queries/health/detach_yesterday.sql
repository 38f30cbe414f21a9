DETACH yesterday;
