"""Where the value of a DB parameter comes from."""

from cloud import CloudTest, grown


class RdsParametersTest(CloudTest):
    def group(self, major, **parameters):
        self.rds.create_db_parameter_group(
            DBParameterGroupName=self.name + major, DBParameterGroupFamily="postgres" + major, Description="any")
        grown()
        for name, value in parameters.items():
            self.set(major, name.replace("__", "."), value)

    def set(self, major, name, value):
        self.rds.modify_db_parameter_group(DBParameterGroupName=self.name + major, Parameters=[
            {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "pending-reboot"}])

    def parameters(self, major, **by):
        found = self.rds.describe_db_parameters(DBParameterGroupName=self.name + major, **by)["Parameters"]
        return {each["ParameterName"]: (each.get("ParameterValue"), each["Source"]) for each in found}

    def test_a_parameter_at_its_familys_default_is_not_the_users(self):
        self.group("17", rds__force_ssl="1", log_statement="ddl")
        self.assertEqual({"log_statement": ("ddl", "user")}, self.parameters("17", Source="user"))
        self.assertEqual(("1", "system"), self.parameters("17")["rds.force_ssl"])

    def test_what_is_the_default_depends_on_the_family(self):
        self.group("14", rds__force_ssl="1")
        self.assertEqual({"rds.force_ssl": ("1", "user")}, self.parameters("14", Source="user"))
        self.set("14", "rds.force_ssl", "0")
        self.assertEqual({}, self.parameters("14", Source="user"))

    def test_a_parameter_that_rds_leaves_to_the_engine_has_no_value(self):
        self.group("16")
        self.assertEqual((None, "engine-default"), self.parameters("16")["work_mem"])
        self.assertIn("work_mem", self.parameters("16", Source="engine-default"))
