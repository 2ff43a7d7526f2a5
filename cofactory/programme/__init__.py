"""A programme: a folder of tables read, checked and ready to plan."""
